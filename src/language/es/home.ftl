# La página de inicio, las organizaciones y la página de un emisor.

home-title = Insignias que dicen cómo se ganaron
home-lead = Aquí el profesorado muestra lo que sabe hacer, sus pares valoran las evidencias y las organizaciones conceden insignias que cualquiera puede comprobar.
home-search = ¿Qué le gustaría aprender o demostrar?
search-button = Buscar
home-check = ¿Le han enviado una insignia? <a href="/verify">Compruebe si es auténtica</a>.
home-fresh = Todavía ninguna organización concede insignias aquí. Si este sitio es suyo, inicie sesión con el enlace de propietario que mostró el primer arranque y prepare su organización.
organisations-title = Organizaciones
organisations-all = Todas las que conceden insignias aquí
organisations-see-all = Ver todas las organizaciones
organisations-none = Todavía ninguna organización concede insignias aquí.
organisations-on-page = { $count } en esta página
organisation-logo = Logotipo de { $name }
earn-title = Lo que puede conseguir
earn-nothing = Todavía no hay nada publicado.
earn-see-all = Ver todos los logros
issuer-nothing = Esta organización todavía no ha publicado ningún logro.
issuer-others = Ver lo que conceden otras
issuer-in-catalogue = Verlos todos en el catálogo
fact-identifier = Identificador
fact-did-document = Documento DID
community-title = Una comunidad
community-join = Pedir unirse
community-domain = De qué trata
community-practice = Cómo trabajan sus miembros
community-members = Miembros
