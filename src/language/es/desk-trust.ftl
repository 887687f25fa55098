# En quién confía una organización, y los marcos que incorporó.

trust-intro = En quién se apoya su organización. Cuando alguien de ustedes comprueba una insignia, su emisor se busca aquí. La lista no dice nada sobre si una insignia es válida: la de un emisor que no figura puede ser tan buena como cualquiera.
trust-add-issuer = Añadir un emisor
trust-change-issuer = Cambiar un emisor
trust-search = Nombre, dirección o nota
trust-standing = Situación
trust-trusted = De confianza
trust-known = Conocido
trust-take-over = Incorporar una lista
trust-download = Descargar, firmada
trust-remove = Quitar de la lista los emisores elegidos
trust-summary = { $trusted } de confianza, { $known } conocidos
trust-none = Todavía no hay nadie en su lista. Añada los emisores en los que se apoya: de los demás se dice, a quien comprueba una insignia, que mire dos veces.
trust-none-like = Ningún emisor cumple esto.
trust-show-all = Mostrar todos
trust-caption = Emisores de su lista
trust-issuer = Emisor
trust-for = Para
trust-until = Hasta
trust-over = Conocido: su plazo ha terminado
trust-types = tipos { $list }
trust-tags = etiquetas { $list }
trust-nothing = Nada todavía
trust-everything = Todo
trust-no-end = Sin final
trust-choose = Elija al menos un emisor.

## Una entrada

trust-identifier = El identificador del emisor
trust-identifier-hint = Cópielo de una insignia que haya comprobado: did:web:school.example, o https://school.example/emisor. Cuenta letra por letra.
trust-name = Cómo lo llama usted
trust-name-hint = Sus propias palabras: cómo llama una insignia a su emisor no está probado.
trust-rely = De confianza: apoyarse en él
trust-hint = Conocido: un indicio, nada más
trust-form-types = Solo para estos tipos de logro
trust-form-types-hint = Por ejemplo Course, Degree, MicroCredential, separados por comas. Déjelo vacío para todos.
trust-form-tags = Solo para logros con estas etiquetas
trust-form-tags-hint = Separadas por comas. Déjelo vacío para todos.
trust-last-day-hint = Después, el emisor es conocido, sin confianza. Déjelo vacío si no hay final.
trust-note-hint = Por qué está aquí y quién lo decidió
trust-put = Lo puso aquí { $who } el { $day }.
trust-put-list = Lo puso aquí { $who } el { $day }. Vino con una lista que nadie firmó.
trust-put-signed = Lo puso aquí { $who } el { $day }. Vino con una lista firmada por { $signer }.
trust-add-button = Añadir el emisor

## Quitar emisores

trust-off-title = Quitar emisores de la lista
trust-off-heading = ¿Quitar estos emisores de la lista?
trust-off-what = Las insignias de estos emisores se mostrarán como «no está en su lista». Las insignias siguen siendo tan válidas como son.
trust-off-button = Quitarlos de la lista
trust-off-keep = Dejarlos

## Incorporar una lista

trust-import-heading = ¿Incorporar esta lista?
trust-import-unusable = Lo que no se puede usar
trust-import-button = Incorporarla
trust-import-what = Una lista que firmó otra organización, un registro de emisores conocidos, un array JSON de identificadores o una tabla (CSV) con la columna <code>issuer</code> y, según haga falta, <code>name</code>, <code>achievementTypes</code>, <code>tags</code>, <code>until</code> y <code>note</code>. No se cambia nada antes de que haya visto qué cambiaría.
trust-import-file = El archivo
trust-import-file-hint = JSON o CSV, de hasta 3 MB
trust-import-rest = Los emisores de su lista que no están en el archivo
trust-import-unsigned = Si nadie firmó el archivo, sus emisores son
trust-import-unsigned-hint = Un registro son indicios, elija lo que elija.
trust-import-show = Mostrar qué cambiaría
trust-import-stay = Se quedan
trust-import-off = Se quitan
trust-import-hints = Indicios: conocidos, sin confianza
trust-import-trusted = De confianza
trust-import-signed = Firmada por { $signer } el { $day } y sin cambios desde entonces.
trust-import-nobody = Nadie firmó este archivo: cualquiera pudo haberlo escrito.
trust-import-summary = Se añadirían: { $added }; cambiarían: { $changed }; se quitarían: { $removed }; como antes: { $unchanged }.
trust-import-none = ninguno
trust-import-add = Añadir
trust-import-change = Cambiar
trust-import-take-off = Quitar
trust-import-first = Los primeros { $shown } de { $count } cambios
trust-import-would = Lo que cambiaría
trust-import-head = Qué
trust-import-nothing = No cambiaría nada.
trust-import-missing = Elija el archivo con la lista.
trust-import-too-large = El archivo tiene más de 3 MB. Pida a quien lleva este sitio que la incorpore con `accolade trust import`.
desk-file-damaged = El archivo llegó dañado. Elíjalo otra vez.

## Marcos

frames-ask = ¿Incorporar «<bdi>{ $name }</bdi>»?
frames-change = Enunciados nuevos: { $added }; cambiados: { $changed }; que ya no están: { $retired }; como antes: { $unchanged }.
frames-retired = Los enunciados que ya no están no se ofrecen para logros nuevos. Los logros y las insignias que los nombran los conservan como eran.
frames-apply = Incorporarlo
frames-intro = Listas de estándares y habilidades a los que pueden responder sus logros. Cualquiera puede <a href="{ $href }">mirarlas</a>.
frames-bring = Incorporar uno
frames-file-hint = Un paquete CASE (JSON), una tabla de ESCO o una tabla CSV con la columna «statement» y, según haga falta, «code», «parent», «description», «type», «url» e «id»; de hasta 12 MB. No se cambia nada antes de que haya visto qué cambiaría.
frames-name-hint = Una tabla CSV lo necesita; déjelo vacío para un paquete CASE. El mismo nombre otra vez incorpora una versión más reciente.
frames-caption = Marcos que ha incorporado
frames-publisher = Publicado por
frames-statements = Enunciados
frames-as-of = A fecha de
frames-none = Todavía no ha incorporado ningún marco. Elija un archivo abajo.
frames-missing = Elija el archivo con el marco.
frames-too-large = El archivo tiene más de 12 MB. Pida a quien lleva este sitio que lo incorpore con `accolade frameworks import`.
