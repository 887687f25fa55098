# Comunidades que valoran para otras organizaciones.

communities-title = Comunidades que valoran
communities-intro = Una comunidad puede valorar evidencias para otra organización. Se pregunta a sus revisores, y lo que dicen de una insignia se firma con la clave propia de la comunidad, para que todo el mundo vea quién valoró. Ambas partes tienen que quererlo, y cualquiera puede terminarlo.
communities-by-others = Quién valora para ustedes
communities-by-nobody = Solo sus propios revisores.
communities-for-others = Qué valoran ustedes para otras
communities-for-nobody = Nada. Otras pueden pedírselo cuando la suya sea una comunidad.
communities-ask = Pedírselo a una comunidad
communities-achievement = Logro
communities-name = Nombre corto de la comunidad
communities-name-hint = Está al final de la dirección de su página: /organisations/…
communities-send = Pedir
communities-judge-since = Sus miembros valoran desde el { $day }.
communities-asked-since = Se le pidió el { $day }. Todavía no ha contestado.
communities-we-judge-since = Los miembros de ustedes valoran desde el { $day }.
communities-asks-since = Lo pide desde el { $day }.
communities-yes = Sí, nuestros miembros valoran
communities-no = No
communities-end = Terminarlo
communities-none = Escriba el nombre corto de una comunidad que no sea la suya.
communities-done = Guardado. La otra parte lo ve en esta misma página suya.
communities-link = Comunidades que valoran para ustedes, o para las que valoran
