# Quién puede hacer qué en un escritorio, qué pueden hacer los programas y qué se hizo.

members-roles = Qué puede hacer cada papel, y cómo irse
members-joining = Cómo se une la gente
members-requests = Piden unirse
members-role-for = Papel<span class="visually-hidden"> para { $name }</span>
members-role-of = Papel<span class="visually-hidden"> de { $name }</span>
members-accept = Admitir<span class="visually-hidden"> a { $name }</span>
members-decline = Decir que no<span class="visually-hidden"> a { $name }</span>
members-save = Guardar<span class="visually-hidden"> el papel de { $name }</span>
members-remove = Quitar<span class="visually-hidden"> a { $name }</span>
members-reset = Llave de acceso perdida<span class="visually-hidden"> de { $name }: anular todas sus llaves de acceso</span>
members-pending = Con invitación, sin respuesta todavía
members-resend = Enviar otra vez<span class="visually-hidden"> a { $name }</span>
members-take-back = Anular<span class="visually-hidden"> la invitación de { $name }</span>
members-invite = Invitar a alguien
members-invite-button = Invitar
members-asked = Lo pidió el { $day }
members-on-its-way = El correo está en camino
members-sent-worked = Enviada el { $day }, funcionó hasta el { $until }. Envíela otra vez.
members-sent-works = Enviada el { $day }, funciona hasta el { $until }
members-you = Es usted
members-since = Desde el { $day }

## Papeles, irse

roles-title = Papeles
roles-own = Su papel: { $role }.
roles-caption = Qué puede hacer cada papel
roles-may = Puede
roles-yes = Sí
roles-no = No
roles-leave = Irse
roles-leave-what = Lo que hizo aquí queda. Para volver necesita una invitación.
roles-leave-sure = ¿Dejar esta organización?
roles-leave-yes = Sí, quitarme el papel
roles-leave-unsure = Marque la casilla para irse.

## Cómo se une la gente

joining-intro = Los propietarios siempre pueden invitar. Una comunidad tiene además miembros que evalúan las evidencias de sus logros.
joining-asking = Pedir unirse
joining-code = Código
joining-code-link = Enlace con el código
joining-kind = Qué es
joining-organisation = Una organización
joining-community = Una comunidad de personas que practican lo mismo
joining-domain = De qué trata la comunidad
joining-domain-hint = Solo para una comunidad
joining-practice = Cómo trabajan sus miembros
joining-practice-hint = Se muestra en su página; solo para una comunidad
joining-joining = Unirse
joining-requests = Se puede pedir unirse; responde un propietario
joining-takes-code = Quien conoce el código se une como revisor (solo comunidades)
joining-new-code = Crear un código nuevo; el de hasta ahora deja de funcionar
joining-listed = Figura en la lista pública de organizaciones

## Claves de API

keys-intro = Con una clave, un programa hace lo que usted marque aquí, en nombre de su organización. Vea <a href="{ $href }">qué pueden hacer los programas</a>.
keys-fresh = <strong>La clave «{ $name }» está lista.</strong> Cópiela ahora: no se guarda y no se puede mostrar otra vez.
keys-copy-what = la clave
keys-withdraw = Retirar las claves elegidas
keys-new = Nueva clave
keys-name-hint = Para qué es la clave
keys-scopes = El programa puede
keys-cap = Concesiones al día, como mucho
keys-cap-hint = Lo máximo que pasa si roban la clave
keys-make = Crear la clave
keys-caption = Claves que funcionan
keys-may = Puede
keys-a-day = Concesiones al día
keys-made = Creada
keys-ends = Termina
keys-never = Nunca
keys-none = Ningún programa tiene todavía una clave.
keys-cap-wrong = Escriba un número de 1 a 1.000.000.
keys-choose = Elija al menos una clave.

## Webhooks

hooks-intro = Otro servicio se entera al momento de lo que pasa con sus insignias. Cada mensaje va firmado, para distinguirlo del de un extraño; sigue <a href="{ $href }">Standard Webhooks</a>.
hooks-fresh = <strong>Se ha añadido { $name }.</strong> Copie ahora la clave de sus firmas: no se puede mostrar otra vez.
hooks-new = Nuevo webhook
hooks-address-hint = Empieza por https://
hooks-events = Se le avisa cuando
hooks-add = Añadirlo
hooks-test = Enviar una prueba
hooks-told = De qué se le avisó
hooks-nothing = Todavía de nada.
hooks-sent = Lo que se envió<span class="visually-hidden"> como { $id }</span>
hooks-resend = Enviar otra vez<span class="visually-hidden"> { $id }</span>
hooks-change = Cambiarlo
hooks-remove = Quitar este webhook
hooks-caption = Direcciones a las que se avisa de lo que pasa
hooks-head-events = Sucesos
hooks-none = Todavía no se avisa a nadie de nada.
hooks-on = Activo
hooks-on-failing = Activo, pero no ha llegado nada desde: { $when }
hooks-off = Inactivo
hooks-switched-off = Desactivado, porque no llegó nada en cinco días
hooks-issued = Se concede una insignia
hooks-claimed = Alguien acepta una insignia
hooks-declined = Alguien rechaza una insignia
hooks-revoked = Se retira una insignia
hooks-suspended = Una insignia queda en suspenso
hooks-reinstated = Termina una suspensión
hooks-newest-first = Lo más reciente primero
hooks-arrived-first = Llegó al primer intento ({ $status })
hooks-arrived = Llegó al intento { $try } ({ $status })
hooks-waiting = A la espera de enviarse
hooks-failed-first = No llegó al primer intento: { $answer }. Se intenta otra vez: { $when }.
hooks-failed = No llegó al intento { $try }: { $answer }. Se intenta otra vez: { $when }.
hooks-given-up-first = Se dejó al primer intento: { $answer }
hooks-given-up = Se dejó al intento { $try }: { $answer }
hooks-answered = respondió { $status }

## Cifras

figures-awarded = Insignias concedidas
figures-withdrawn = Insignias retiradas
figures-verified = Comprobaciones de sus insignias aquí
figures-caption = Mes a mes, el más reciente primero
figures-month = Mes
figures-head-awarded = Concedidas
figures-head-withdrawn = Retiradas
figures-head-verified = Comprobadas aquí
figures-none = Ninguna en los últimos { $months } meses.
figures-most = { $total } en los últimos { $months } meses, la mayoría en { $month }: { $most }.

## El registro de actividad

audit-chain = Cada entrada lleva la huella de la anterior, así que ninguna se puede cambiar o quitar sin que se note.
audit-who = Quién
audit-what = Qué
audit-when = Cuándo
audit-from = Desde
audit-until = Hasta
audit-everybody = Todas las personas
audit-everything = Todo
audit-lists = Listas
audit-milestones = Hitos
audit-signing-keys = Claves de firma
audit-caption = Entradas, las más recientes primero
audit-none-like = Ninguna entrada cumple esto.
audit-like-this = Entradas que cumplen esto, las más recientes primero
audit-some = Una parte de las entradas.
audit-whole = { $count ->
    [one] { $count } entrada en total; las que se muestran aquí se siguen unas a otras.
   *[other] { $count } entradas en total; las que se muestran aquí se siguen unas a otras.
}
audit-broken = La entrada { $number } se cambió, o falta alguna anterior. Avise a quien lleva este sitio.
did-organisation-create = Creó la organización
did-organisation-change = Cambió lo que la organización dice de sí misma
did-key-create = Creó la clave de firma { $about }
did-key-rotate = Puso a firmar la nueva clave { $about }
did-key-revoke = Retiró la clave de firma { $about }
did-member-put = Dio a alguien el papel { $role }
did-member-remove = Quitó un papel a alguien
did-achievement-create = Describió un logro
did-achievement-change = Cambió el borrador de un logro
did-achievement-publish = Publicó la versión { $version } de un logro
did-achievement-archive = Archivó un logro
did-achievement-unarchive = Sacó un logro del archivo
did-award-make = Concedió { $badges }
did-award-revoke = Retiró { $badges }
did-award-suspend = Dejó { $badges } en suspenso
did-award-reinstate = Terminó la suspensión de { $badges }
did-award-cancel = Canceló { $badges }
did-award-remind = Recordó { $badges }
did-reminders-change = Cambió si se envían recordatorios
did-community-ask = Pidió a una comunidad que valore
did-community-agree = Una comunidad aceptó valorar
did-community-end = Terminó lo acordado con una comunidad
did-because = { $what }: { $reason }
did-import-create = Entregó una lista de { $people }
did-import-start = Empezó a conceder una lista a { $people }
did-import-plan = Programó conceder una lista el { $day }
did-import-stop = Detuvo la concesión de una lista
did-import-delete = Olvidó una lista
did-milestone-put = Cambió de qué insignias se sigue un logro
did-review-set_up = Cambió cómo se revisan las evidencias de un logro
did-reviewer-name = Nombró a un revisor
did-reviewer-offer = Se ofreció a revisar
did-webhook-create = Añadió un webhook
did-webhook-change = Cambió un webhook
did-webhook-delete = Quitó un webhook
did-webhook-fail = Un webhook se desactivó, porque no llegaba nada
did-api_key-create = Creó una clave de API
did-api_key-revoke = Retiró una clave de API
did-trust-add = Puso a { $about } en la lista de emisores de confianza
did-trust-change = Cambió lo que la lista de emisores de confianza dice de { $about }
did-trust-remove = Quitó a { $about } de la lista de emisores de confianza
did-trust-import = Incorporó una lista de emisores ({ $about }): { $added } añadidos, { $changed } cambiados, { $removed } quitados
did-invitation-make = Invitó a alguien con el papel { $role }
did-invitation-resend = Envió otra vez una invitación
did-invitation-withdraw = Anuló una invitación
did-invitation-decline = Dijo que no a una invitación
did-invitation-accept = Aceptó una invitación con el papel { $role }
did-join-ask = Pidió unirse
did-join-accept = Admitió a quien lo pedía, con el papel { $role }
did-join-decline = Dijo que no a quien pedía unirse
did-member-code = Se unió con el código
did-joining-change = Cambió cómo se une la gente
did-passkey-add = Añadió una llave de acceso
did-passkey-remove = Quitó una llave de acceso
did-passkey-reset = Anuló las llaves de acceso de alguien
