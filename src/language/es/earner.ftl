# Las páginas de quienes tienen insignias: una insignia suya, sus enlaces, colecciones, direcciones y datos.

## Lo que se ha hecho

earner-done-accept = Ha aceptado la insignia. Su página está abierta a quien tenga la dirección.
earner-done-decline = Ha rechazado la insignia. Aquí nadie la ve.
earner-done-undo = Ha retirado su respuesta. Nadie más ve aquí la insignia.
earner-done-choose = Su elección queda guardada.
earner-done-share = El enlace está listo. Cópielo y déselo a quien quiera.
earner-done-withdraw = El enlace ya no abre nada.
earner-done-address-asked = Un enlace va de camino a esa dirección. Ábralo en este navegador.
earner-done-address-added = La dirección ya es suya.
earner-done-address-first = A partir de ahora el correo va a esa dirección.
earner-done-address-removed = La dirección ya no es suya.
earner-done-collection-deleted = La colección y sus enlaces ya no están. Las insignias se quedan.
earner-done-saved = Guardado.
earner-done-correct = Se ha preguntado al emisor. Aquí encontrará la respuesta.
earner-done-close = Los enlaces de sus correos ya no abren nada.

## Lo que está mal

earner-wrong-label = Escriba como máximo 100 caracteres en una sola línea.
earner-wrong-days = Elija cuánto tiempo funciona el enlace, hasta diez años.
earner-wrong-evidence = En esta evidencia se puede reconocer a alumnos, así que se queda con quienes la evaluaron.
earner-wrong-name = Escriba el nombre como debe ser, con 200 caracteres como máximo.
earner-wrong-name-note = Escriba como máximo 500 caracteres.
earner-wrong-title = Escriba de 1 a 150 caracteres en una sola línea.
earner-wrong-introduction = Escriba como máximo 4000 caracteres.
earner-wrong-email = Escriba una dirección de correo, por ejemplo ada@school.example.
earner-wrong-confirm = Escriba la dirección tal como aparece encima del campo.

## Una insignia

held-title = { $name }, su insignia
held-answer = Su respuesta
held-public-page = La página que ven los demás
held-offered = { $issuer } le ofrece esta insignia. Nadie más la ve aquí hasta que la acepte.
held-offered-open = { $issuer } le ofrece esta insignia. Su página está abierta a quien tenga la dirección.
held-accepted = Ha aceptado esta insignia.
held-accepted-on = Aceptó esta insignia el { $day }.
held-declined = Ha rechazado esta insignia. Aquí nadie la ve.
held-declined-on = Rechazó esta insignia el { $day }. Aquí nadie la ve.
held-accept = Aceptar
held-decline = Rechazar
held-undo = Retirar la respuesta
held-accept-note = Al aceptar, la página de la insignia se abre a quien tenga la dirección; a los buscadores se les pide que no la incluyan. Puede volver a cerrarla y retirar la respuesta. Nada de esto cambia la insignia.
held-linkedin-add = Añadir a LinkedIn
held-linkedin-accept = Aceptar y añadir a LinkedIn
held-linkedin-how = «{ $button }» crea un enlace para LinkedIn, que funciona hasta que usted lo anule, y abre el formulario de LinkedIn; allí se pulsa Guardar. Una publicación es otra cosa: muestra la imagen de la insignia a quienes le siguen. Si LinkedIn deja un campo vacío, cópielo de aquí.
held-seen = Lo que muestran las páginas
held-visibility = Quién puede abrir la página de la insignia
held-visibility-hint = Los enlaces que ha creado funcionan en ambos casos
held-visibility-public = Quien tenga la dirección
held-visibility-private = Nadie
held-own-name = Decir que es mía: <bdi>{ $name }</bdi>
held-evidence-shown = Evidencias que muestran las páginas
held-evidence-kind = Evidencia
held-evidence-private = En ella se puede reconocer a alumnos, así que se queda con quienes la evaluaron
held-evidence-signed = Forma parte de la insignia firmada: mientras la oculte, aquí no se entregan sus archivos
held-evidence-added = Entregada con su solicitud, no forma parte de la insignia firmada
held-evidence-look = Verla
held-file-note = Un archivo contiene la insignia firmada entera, con todas sus evidencias, elija lo que elija en esta página: sus bytes no pueden cambiar sin romper la firma.
held-save = Guardar
held-name = ¿Está bien su nombre?
held-name-wanted = Su nombre como debe ser
held-name-hint = Se pregunta al emisor. Si está de acuerdo, una insignia nueva con este nombre ocupa el lugar de esta, y sus enlaces llevan a ella.
held-name-note = Unas palabras para el emisor
held-name-ask = Preguntar al emisor
held-name-asked = El { $day } pidió el nombre «{ $name }».
held-name-waits = El emisor todavía no ha respondido.
held-name-replaced = El emisor sustituyó la insignia el { $day }.
held-name-left = El emisor dejó el nombre como está el { $day }.
held-name-answer = Escribió: { $note }
held-close = ¿Ha reenviado el correo?
held-close-how = Quien tenga el enlace de su correo puede responder en su lugar. Anúlelo si lo tiene otra persona; al iniciar sesión seguirá encontrando la insignia.
held-close-button = Anular los enlaces de mis correos
held-sign-in = Iniciar sesión para ver todas sus insignias

## Enlaces para otras personas

share-title = Enlaces para otras personas
share-how = Quien tiene un enlace ve lo que usted eligió para él. No hace falta ninguna cuenta y nadie puede adivinar el enlace.
share-unnamed = Un enlace
share-copy-of = la dirección de { $label }
share-end = Anular este enlace
share-ended = Anuló este enlace el { $day }.
share-over = Funcionó hasta el { $day }.
share-until = { $shown }. Funciona hasta el { $day }.
share-open = { $shown }. Funciona hasta que usted lo anule.
share-the-badge = la insignia
share-the-badges = las insignias
share-name = su nombre
share-results = resultados
share-evidence = evidencias
share-review = cómo se evaluó
share-files = archivos para guardar
share-new = Un enlace nuevo
share-label = ¿Para qué es?
share-label-hint = Solo lo ve usted, por ejemplo «Solicitud de plaza en Riverside»
share-label-hint-collection = Solo lo ve usted
share-shows = Qué muestra además de la insignia
share-shows-collection = Qué muestra además de las insignias
share-choose-name = Su nombre
share-choose-results = Los niveles y créditos que alcanzó
share-choose-evidence = Las evidencias que las páginas pueden mostrar
share-choose-review = Cómo se evaluó
share-choose-files = La insignia como archivos: contienen todo lo que se firmó, también todas las evidencias
share-days = Cuánto tiempo funciona
share-days-7 = Una semana
share-days-30 = 30 días
share-days-365 = Un año
share-days-1825 = Cinco años
share-days-0 = Hasta que yo lo anule
share-make = Crear el enlace

## Adónde lleva un enlace

shared-by = { $who } compartió este enlace el { $day }.
shared-by-earner = La persona que consiguió esta insignia
shared-by-collector = La persona que consiguió estas insignias
shared-until = Funciona hasta el { $day }; después deja de funcionar el enlace, nada más.
shared-open = Funciona hasta que esa persona lo anule.
shared-gone = Este enlace ya no funciona
shared-gone-expired = El enlace funcionó hasta el { $day }.
shared-gone-withdrawn = La persona que lo creó lo anuló el { $day }.
shared-gone-closed = La persona que lo creó ya no muestra esta insignia.
shared-gone-badge = Eso no dice nada de la insignia: puede seguir como antes.
shared-gone-ask = Pida un enlace nuevo a la persona que se lo dio.
shared-gone-file = Si tiene la insignia como archivo, puede verificarla sin ningún enlace.
shared-gone-verify = Verificar un archivo
shared-nothing = En este momento no hay nada en esta colección.
shared-preview = { $count ->
    [one] Una colección de 1 insignia.
   *[other] Una colección de { $count } insignias.
}

## Todo lo de una persona

me-title = Sus insignias
me-waiting = { $count ->
    [one] Una insignia espera su respuesta.
   *[other] { $count } insignias esperan su respuesta.
}
me-none = Todavía no tiene ninguna insignia.
me-look = Buscar una
me-awarded = Lo que se le ha concedido
me-offered = Espera su respuesta
me-accepted = Aceptada
me-declined = Rechazada
me-more = Otras páginas suyas
me-claims = Sus solicitudes
me-data = Sus datos: llevárselos o pedir que se borren
me-all = Todas sus insignias

## Direcciones

addresses-title = Sus direcciones
addresses-intro = Las insignias concedidas a cualquiera de ellas son suyas, y con cada una puede iniciar sesión. El correo va a la primera.
addresses-first = Aquí va el correo
addresses-make-first = Enviar el correo aquí
addresses-remove = Quitar
addresses-add = Añadir una dirección
addresses-hint = Le enviamos un enlace. Si pertenece a otra cuenta suya de aquí, las dos pueden convertirse en una.
addresses-send = Enviar el enlace
addresses-new = Será una de sus direcciones.
addresses-new-button = Añadir esta dirección
addresses-own = Ya es una de sus direcciones.
addresses-own-button = Continuar
addresses-merge = Esta dirección pertenece a otra cuenta de aquí, con { $badges ->
    [one] 1 insignia
   *[other] { $badges } insignias
} y { $claims ->
    [one] 1 solicitud
   *[other] { $claims } solicitudes
}. Ha demostrado que ambas son suyas: las dos se convierten en una, y todo lo de la otra pasa a esta. No se puede deshacer.
addresses-merge-button = Unir las dos cuentas

## Datos

data-title = Sus datos
data-name = Nombre
data-addresses = Direcciones
data-badges = Insignias
data-claims = Solicitudes
data-collections = Colecciones
data-take = Llevárselo todo
data-take-how = Un archivo comprimido con sus insignias en todas sus formas, sus evidencias, el resultado de sus solicitudes, sus colecciones y enlaces. Las insignias que contiene se pueden verificar sin este servicio y sin conexión.
data-download = Descargar todo (ZIP)
data-leave = Irse y borrarlo todo
data-leave-how = Se borran su nombre, sus direcciones, evidencias, solicitudes, colecciones y enlaces, y se cierran las páginas de sus insignias. Descargue todo antes: después ya no se puede.
data-leave-stays = Las insignias que tiene como archivos siguen siendo válidas, porque borrar no es retirar: sus entradas en las listas públicas de estado, sus fechas y sus huellas se quedan, sin nada que diga de quién eran. Las copias que tengan otras personas no se pueden recuperar.
data-confirm = Escriba su dirección para confirmar
data-delete = Borrar todo lo mío
erased-title = Todo lo suyo se ha borrado
erased-intro = Las insignias que tiene como archivos se pueden verificar como antes.

## Colecciones

collections-title = Sus colecciones
collections-intro = Insignias que van juntas, en el orden que usted quiera. Nadie más ve una colección antes de que cree un enlace a ella.
collections-new = Una colección nueva
collections-name = ¿Cómo se llama?
collections-begin = Empezarla
collections-all = Todas sus colecciones
collection-title = { $title }, su colección
collection-headline = Su colección: { $title }
collection-badges = Insignias
collection-empty = Todavía no hay nada en ella.
collection-seen = Los demás la ven
collection-unseen = Los demás no la ven antes de que la acepte
collection-up = Subir
collection-out = Sacar
collection-add = Añadir una insignia
collection-add-button = Añadirla
collection-words = Textos
collection-name = Título
collection-introduction = Introducción
collection-introduction-hint = Los demás la leen encima de las insignias
collection-delete-note = Al borrar una colección, sus enlaces dejan de funcionar. Las insignias se quedan.
collection-delete = Borrar esta colección

## En un marco de otro sitio

embed-none = Ninguna insignia
embed-nothing = Aquí no hay ninguna insignia que todos puedan ver.
embed-check = Comprobar esta insignia
