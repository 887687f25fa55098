# Conceder: una a una, a una lista, y lo que pasa con lo concedido.

award-choose = Elija un logro
award-nothing = Todavía no hay nada que conceder: describa y publique primero un logro.
award-have-table = ¿Tiene una tabla? <a href="{ $href }">Conceda a una lista entera</a>.
award-emails = Direcciones de correo
award-emails-hint = Una en cada línea. Cada persona recibe un correo con un enlace a la insignia.
award-name-hint = Solo para una sola persona, y solo para sus propias listas: no figura en la insignia
award-first-hint = Un día futuro: se conceden entonces
award-last-hint = Vacío: no caduca
award-evidence-address = Evidencia: dirección
award-evidence-address-hint = Quien vea la insignia puede verla
award-evidence-narrative = Evidencia: qué muestra
award-evidence-narrative-hint = Puede usar Markdown
award-button = Conceder
award-planned = Prevista para el { $day }
award-made = { $count ->
    [one] Se ha concedido { $count } insignia. Las demás siguen en el formulario.
   *[other] Se han concedido { $count } insignias. Las demás siguen en el formulario.
}
award-achievement-missing = Elija qué concede.
award-email-missing = Escriba al menos una dirección.
award-name-wrong = Solo se puede dar un nombre para una sola persona. Déjelo vacío.
award-address-wrong = Escriba la dirección entera, empezando por https://.
award-email-wrong = La línea { $line } no es una dirección de correo: «{ $email }»
award-last-wrong = El último día es anterior al primero.

## La lista de lo concedido

awards-to-list = Conceder a una lista
awards-search = Nombre, dirección o código corto
awards-found = Encontradas
awards-none-like = Ninguna insignia concedida cumple esto.
awards-show-all = Mostrar todas
awards-caption = Insignias concedidas, las más recientes primero
awards-state-valid = Ni retiradas ni en suspenso
awards-state-held = En suspenso
awards-state-withdrawn = Retiradas
awards-names = { $count ->
    [one] { $count } titular pide otro nombre
   *[other] { $count } titulares piden otro nombre
}
awards-choose = Elija al menos una insignia.
awards-withdraw = Retirar las insignias elegidas
awards-withdraw-button = Retirar
awards-withdraw-all = Retirar todo lo que muestra la lista, en todas las páginas

## Una insignia concedida

award-page = La página de la insignia
award-history = Lo ocurrido
award-short-code = Código corto
award-until = Válida hasta
award-by = Concedida por
award-issued = Emitida
award-answered-accepted = Aceptada por la persona titular
award-answered-declined = Rechazada por la persona titular
award-held = En suspenso: { $reason }
award-no-reason = sin motivo indicado
award-withdrawn = Retirada: { $reason }
award-expired = Caducada
award-end-hold = Terminar la suspensión
award-end-hold-hint = Para el registro de actividad
award-hold-title = Dejarla en suspenso
award-hold-hint = Figura en la página de la insignia. Puede terminar la suspensión.
award-hold-button = Dejar en suspenso
award-withdraw-title = Retirarla

## Retirar todo

revoke-all-title = Retirar { $what }
revoke-all-intro = Quien mire una de estas insignias verá que se retiró, cuándo y por qué. Sus titulares reciben un correo. Esto no se puede deshacer.
revoke-all-reason-hint = Figura en la página de cada insignia
revoke-all-sure = ¿Tiene la seguridad de hacerlo?
revoke-all-yes = Sí, retirar { $what } para siempre
revoke-all-unsure = Márquelo cuando tenga la seguridad.
revoke-all-none = ninguna insignia
revoke-all-nothing = No hay nada que retirar.
revoke-all-back = Volver a la lista
revoke-all-list = Lista
revoke-all-left = Se han retirado { $done } insignias. Quedan { $left }: pulse otra vez para seguir.

## Nombres por corregir

names-title = Nombres por corregir
names-intro = Hay titulares que piden otro nombre en su insignia. Si le parece bien, una insignia nueva con ese nombre ocupa el lugar de la primera, que se retira con el motivo «sustituida» («replaced»). Sus enlaces llevan a la nueva.
names-none = Ahora mismo nadie pide nada.
names-now = Ahora «<bdi>{ $now }</bdi>», en <a href="{ $href }" dir="auto">{ $achievement }</a>. Pedido: { $when }.
names-no-name = sin nombre
names-replace = Sustituir la insignia
names-note = Unas palabras para la persona titular, si deja el nombre como está
names-leave = Dejarlo como está
