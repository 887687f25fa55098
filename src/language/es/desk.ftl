# El escritorio de una organización: lo que rodea a sus páginas, el resumen, palabras que comparten.

desk-tab-overview = Resumen
desk-tab-achievements = Logros
desk-tab-frameworks = Marcos
desk-tab-awards = Concesiones
desk-tab-figures = Cifras
desk-tab-reviews = Revisiones
desk-tab-trust = Emisores de confianza
desk-tab-members = Miembros
desk-tab-own-role = Su papel
desk-tab-keys = Claves de API
desk-tab-webhooks = Webhooks
desk-tab-audit = Registro

## Palabras compartidas

desk-all = Todos
desk-none = Ninguno
desk-save = Guardar
desk-cancel = Cancelar
desk-filter = Filtrar
desk-csv = Descargar como CSV
desk-name = Nombre
desk-state = Estado
desk-achievement = Logro
desk-reason = Motivo
desk-description = Descripción
desk-criteria = Criterios
desk-email = Correo electrónico
desk-email-address = Dirección de correo
desk-address = Dirección
desk-code = Código
desk-note = Nota
desk-role = Papel
desk-version = Versión { $version }
desk-first-day = Primer día
desk-last-day = Último día
desk-fingerprint = Huella
desk-published = Publicado
desk-picture = Imagen
desk-new-achievement = Nuevo logro
desk-award-a-badge = Conceder una insignia
desk-day-wrong = Escriba el día con año, mes y día, por ejemplo 2026-05-03.
desk-reason-hint = Figura en la página de la insignia. Una retirada no se puede deshacer.
desk-range = De { $first } a { $last }
desk-range-of = De { $first } a { $last }, de { $all }
desk-part-of = { $part } de { $all }
desk-badges = { $count ->
    [one] { $count } insignia
   *[other] { $count } insignias
}
desk-people = { $count ->
    [one] { $count } persona
   *[other] { $count } personas
}
desk-awards-count = { $count ->
    [one] { $count } insignia concedida
   *[other] { $count } insignias concedidas
}

## Elegir un escritorio, el resumen

desk-list-title = Sus escritorios
desk-list-caption = Organizaciones en las que tiene un papel
desk-list-organisation = Organización
desk-list-empty = Todavía no tiene ningún papel en una organización. Pida a un propietario de la suya que le invite.
desk-title = Escritorio de { $name }
desk-first-steps = Primeros pasos
desk-recent = Lo más reciente
desk-recent-caption = Las últimas insignias concedidas
desk-count-achievements = { $count ->
    [one] logro
   *[other] logros
}
desk-count-awards = { $count ->
    [one] insignia concedida
   *[other] insignias concedidas
}
desk-count-withdrawn = { $count ->
    [one] retirada
   *[other] retiradas
}
desk-count-members = { $count ->
    [one] miembro
   *[other] miembros
}
desk-step-set-up = Prepare su organización, en seis pasos hasta la primera insignia
desk-step-go-on = Siga preparando su organización: { $done } de 6 pasos están hechos
desk-step-describe = Describa su primer logro
desk-step-publish = Publique un logro
desk-step-award = Conceda su primera insignia
desk-step-invite = Invite a quienes conceden insignias con usted
desk-for-moderators = Usted decide donde los pares no llegan a un acuerdo. Aquí está lo que le espera.
desk-for-moderators-link = Lo que le espera
desk-for-reviewers = Usted evalúa las evidencias que entregan sus pares. El trabajo que le espera está en su mesa de revisión.
desk-for-reviewers-link = Su mesa de revisión

## Tablas de insignias concedidas

desk-column-earner = Titular
desk-column-issued = Emitida
desk-column-answer = Respuesta
desk-awards-none = Todavía no se ha concedido nada.
desk-answer-offered = Sin respuesta todavía
desk-answer-accepted = Aceptada
desk-answer-declined = Rechazada

## Papeles

role-owner = Propietario
role-editor = Editor
role-awarder = Otorgante
role-reviewer = Revisor
role-moderator = Moderador
role-viewer = Observador
role-owner-may = Propietario: puede hacerlo todo
role-editor-may = Editor: describe y publica logros
role-awarder-may = Otorgante: concede y retira insignias
role-reviewer-may = Revisor: evalúa evidencias sin ver de quién son
role-moderator-may = Moderador: decide donde los pares no llegan a un acuerdo
role-viewer-may = Observador: mira y no cambia nada
may-see = Ver logros, insignias concedidas y miembros
may-define = Describir y publicar logros
may-award = Conceder insignias
may-revoke = Retirar insignias y dejarlas en suspenso
may-judge = Evaluar evidencias, sin ver de quién son
may-moderate = Decidir sobre solicitudes en las que los pares no llegan a un acuerdo, y ver lo que espera
may-manage = Cambiar la organización, sus miembros, claves y emisores de confianza
may-issue = Firmar cualquier credencial en su nombre (VC-API)

## Quién hizo algo

who-gone = Alguien que ya no tiene ningún papel aquí
who-key = Clave «{ $name }»
who-program = Un programa con una clave
who-milestone = Nadie: se siguió de otras insignias
who-operator = Quien lleva este sitio
who-erased = Alguien cuyos datos se borraron

## Lo que se acaba de hacer

desk-done-saved = El borrador se ha guardado.
desk-done-published = El logro se ha publicado. Ya puede concederlo.
desk-done-started = Su primer logro está publicado. Concédalo a todas las personas de una tabla, o una a una.
desk-done-milestone = Así se concede desde ahora. Quien ya tiene bastantes insignias la recibe en un momento.
desk-done-archived = El logro se ha archivado. Las insignias ya concedidas quedan como están.
desk-done-unarchived = El logro vuelve a estar en el catálogo.
desk-done-awarded = La insignia se ha concedido. La persona recibe un correo.
desk-done-all-awarded = Las insignias se han concedido. Cada persona recibe un correo.
desk-done-rows-mended = Las filas se han mirado de nuevo.
desk-done-import-stopped = La concesión se ha detenido. Lo concedido queda; puede seguir con el resto.
desk-done-import-deleted = La lista se ha olvidado. Las insignias quedan.
desk-done-name-accepted = Esta insignia ha ocupado el lugar de la primera, con el nombre nuevo. La persona titular recibe un correo.
desk-done-name-refused = El nombre queda como está. La persona titular ve su respuesta en la página de la insignia.
desk-done-revoke = La insignia se ha retirado. Quien la mire puede verlo desde ahora.
desk-done-revoked = Las insignias elegidas se han retirado. Quien las mire puede verlo desde ahora.
desk-done-revoked-all = Todas estas insignias se han retirado. Sus titulares reciben un correo.
desk-done-suspend = La insignia se ha dejado en suspenso.
desk-done-reinstate = La suspensión ha terminado. La insignia vuelve a estar en pie.
desk-done-role = El papel se ha cambiado.
desk-done-removed = Esta persona ya no tiene ningún papel aquí.
desk-done-invited = La invitación está en camino. Su enlace funciona durante siete días.
desk-done-invited-again = La invitación está otra vez en camino. El enlace del correo anterior ya no funciona.
desk-done-invitation-withdrawn = La invitación se ha anulado. Su enlace ya no funciona.
desk-done-taken-in = Ya es miembro, y se le avisa por correo.
desk-done-declined = Se le avisa por correo de que ha dicho que no.
desk-done-passkeys-reset = Las llaves de acceso se han anulado. Esta persona inicia sesión con un enlace y registra una nueva.
desk-done-joining = Así se une la gente desde ahora.
desk-done-trust-added = El emisor está ya en su lista.
desk-done-trust-changed = La entrada se ha cambiado.
desk-done-trust-removed = Los emisores elegidos ya no están en su lista.
desk-done-framework-imported = El marco se ha incorporado.
desk-done-trust-imported = La lista se ha incorporado.
desk-done-reviewer = Esta persona revisa desde ahora. Un correo se lo pide, con un enlace a su mesa de revisión.
desk-done-gold = La pieza se ha añadido.
desk-done-gold-out = La pieza se ha quitado. Lo que los revisores encontraron en ella sigue contando.
desk-done-review = Así se revisan las evidencias desde ahora.
desk-done-webhook-changed = El webhook se ha cambiado.
desk-done-webhook-tested = Una prueba está en camino. Mire otra vez en un momento.
desk-done-webhook-resent = Se envía otra vez. Mire otra vez en un momento.
desk-done-webhook-deleted = El webhook se ha quitado.
desk-done-key-revoked = Las claves elegidas ya no funcionan.
