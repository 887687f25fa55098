# Las palabras de un veredicto: una palabra, una frase y lo que significa cada comprobación.
# Partes como `verdict-by` entran en las frases con el espacio que las precede, o faltan cuando no se sabe nada.

## Estados: la palabra

state-valid = Válida
state-valid-unbound = Firma válida, firmante desconocido
state-valid-partial = Válida, mostrada en parte
state-valid-unlisted = Válida, emisor fuera de su lista
state-valid-known = Válida, emisor conocido, sin confianza
state-expired = Caducada
state-not-yet-valid = Todavía no es válida
state-withdrawn = Retirada
state-on-hold = En suspenso
state-altered = Alterada
state-invalid = No válida
state-invalid-in-part = No válida en parte
state-wrong-recipient = Sobre otra persona
state-status-unknown = No se pudo comprobar
state-unknown = No se pudo comprobar
state-no-badge = No es un archivo de insignia

## Estados: la frase

verdict-by = {" "}por { $name }
verdict-on = {" "}el { $day }
verdict-since = {" "}desde el { $day }
verdict-until = {" "}hasta el { $day }
verdict-ends = {" "}y termina el { $day }
verdict-at = {" "}a las { $time }
verdict-reason = Motivo indicado: { $reason }
verdict-no-reason = No se indicó ningún motivo.
verdict-reason-unknown = La lista de insignias retiradas no dice por qué; pregunte al emisor.
verdict-valid = Emitida{ $by }{ $on } y sin cambios desde entonces. El emisor la sigue respaldando.
verdict-valid-then = Emitida{ $by }{ $on } y sin cambios desde entonces. El emisor la respaldaba en ese momento.
verdict-valid-unbound = La insignia está intacta, pero nada prueba quién la firmó. Pida a su titular un enlace a la página del propio emisor.
verdict-valid-partial = Lo que se muestra fue emitido{ $by }{ $on } y no ha cambiado desde entonces. La persona titular eligió qué mostrar y puede haber omitido una fecha de fin o una retirada. Pida la insignia completa si es importante.
verdict-valid-unlisted = No ha indicado a Accolade que confíe en este emisor. Compruebe la dirección web antes de fiarse.
verdict-valid-known = El emisor está en la lista, pero no como uno de confianza para esto. Compruebe la dirección web antes de fiarse.
verdict-expired = Emitida{ $on }. Fue válida{ $until } y no se ha cambiado. Pregunte a su titular si se renovó.
verdict-not-yet-valid = Será válida{ $on }{ $ends }. Compruébela de nuevo entonces.
verdict-withdrawn = Retirada{ $on }{ $by }. { $reason } No se fíe de ella.
verdict-on-hold = En suspenso{ $since }{ $by }. { $reason } El emisor puede levantarlo; compruébela de nuevo más tarde.
verdict-altered = El contenido se cambió después de firmarse, o el archivo está dañado. No se fíe de él; pida el original.
verdict-invalid = Una comprobación falló, así que no puede fiarse de esta insignia. La lista de abajo dice cuál. Pida a su titular el archivo original o la página del propio emisor.
verdict-invalid-in-part = El expediente no se ha cambiado desde que se firmó, pero algo de lo que contiene no se sostiene por sí mismo. La lista de abajo dice qué. Fíese solo del resto.
verdict-wrong-recipient = No se ha cambiado desde que se firmó, pero trata de otra persona y no de aquella por la que preguntó. Pida a esa persona su propia insignia o revise lo que escribió.
verdict-status-unknown = La página de estado del emisor no respondió{ $at }. Inténtelo de nuevo o use la prueba sin conexión de la insignia.
verdict-unknown = Algo que hay que comprobar no se pudo comprobar. La lista de abajo dice qué. Inténtelo más tarde y, hasta entonces, considere la insignia como no probada.
verdict-no-badge = Aquí no hay ninguna insignia. Pida el archivo descargado o el enlace; también sirve el código corto que hay debajo de la imagen.
verdict-no-badge-but = Esto parece { $what }. Pida el archivo descargado o el enlace; también sirve el código corto que hay debajo de la imagen.

## Lo que parece un archivo sin insignia

looks-a-photo = una foto
looks-a-screenshot = una captura de pantalla
looks-a-photo-or-a-screenshot = una foto o una captura de pantalla
looks-the-picture-of-a-badge = la imagen de una insignia
looks-a-damaged-picture = una imagen dañada
looks-a-drawing-svg = un dibujo (SVG)
looks-a-pdf = un PDF
looks-a-zip-archive = un archivo ZIP
looks-a-gzip-archive = un archivo gzip
looks-a-rar-archive = un archivo RAR
looks-a-7-zip-archive = un archivo 7-Zip
looks-a-word-document = un documento de Word
looks-a-powerpoint-presentation = una presentación de PowerPoint
looks-an-excel-workbook = un libro de Excel
looks-an-office-document = un documento de oficina
looks-an-old-office-document = un documento antiguo de Office
looks-a-web-page = una página web
looks-a-photo-from-a-telephone-heic = una foto de teléfono (HEIC)
looks-a-gif-picture = una imagen GIF

## El resultado de una comprobación

mark-pass = En orden
mark-warn = Nota
mark-fail = Falló
mark-unknown = No se sabe

## Lo que se comprobó

check-format = El archivo
check-terms = Las palabras que contiene
check-schema = La forma
check-claims = La cubierta del token
check-signature = La firma
check-issuer = El emisor
check-dates = Las fechas
check-status = Lo que dice ahora el emisor
check-endorsement = Avales
check-inner = Lo que contiene el expediente
check-refresh = Una versión más reciente
check-recipient = La persona
check-hosted = La copia del propio emisor
check-names = Los nombres
check-other = Otra comprobación

## Lo que eso significa. `…-else` vale para todo resultado sin texto propio.

means-format-pass = Contiene una insignia y se pudo leer.
means-format-else = No se pudo leer ninguna insignia. Pida a su titular el archivo tal como se descargó.
means-terms-pass = Cada palabra tiene un significado publicado, de modo que máquinas y personas leen lo mismo.
means-terms-else = Parte del contenido no tiene un significado publicado o no está cubierta por la firma. No se fíe de esa parte.
means-schema-pass = Cumple el estándar Open Badges.
means-schema-warn = Se aparta del estándar Open Badges de un modo que no perjudica.
means-schema-else = No cumple el estándar Open Badges. El emisor tiene que corregirla y emitirla de nuevo.
means-claims-pass = La cubierta del token dice lo mismo que la insignia que lleva dentro.
means-claims-else = La cubierta del token y la insignia que lleva dentro no coinciden, así que una de las dos es falsa.
means-signature-pass = Nadie ha cambiado una letra desde que se firmó.
means-signature-fail = El contenido no es el que se firmó. Pida el original a su titular.
means-signature-warn = Lo que se comprobó encaja. La frase dice qué no se pudo ver o comprobar.
means-signature-else = La firma no se pudo comprobar, así que no se pueden descartar cambios.
means-issuer-pass = La clave que firmó, o el servidor que la tiene, pertenece a la dirección que se muestra como emisor.
means-issuer-warn = La clave solo responde por sí misma: muestra que la hizo un mismo firmante, no quién es.
means-issuer-fail = La clave, o el lugar donde está, no pertenece al emisor que nombra la insignia. Cualquiera podría haberla hecho.
means-issuer-else = La dirección del emisor no respondió por ella. Inténtelo más tarde.
means-dates-pass = Hoy está entre su primer y su último día.
means-dates-fail = Hoy está fuera del plazo que fijó el emisor. Pregunte si hay una más reciente.
means-dates-else = Sus fechas son poco habituales; léalas antes de fiarse.
means-status-pass = El emisor publica una lista de insignias retiradas; esta no figura en ella.
means-status-fail = El emisor publica una lista de insignias retiradas; esta figura en ella.
means-status-warn = El emisor no publica qué insignias retira, así que no se le puede preguntar.
means-status-else = Ahora mismo no se sabe si fue retirada. Inténtelo más tarde.
means-names-else = Un nombre puede escribirse de modo que parezca otro. Los caracteres que lo hacen se muestran por su número.
means-endorsement-pass = Quienes avalan esta insignia o a su emisor firmaron de verdad lo que dicen.
means-endorsement-fail = Lo que se atribuye a otros sobre esta insignia no es cierto, así que no cabe fiarse de quien la hizo.
means-endorsement-else = Lo que otros dicen de esta insignia no se pudo confirmar. La insignia se juzga sin ello.
means-inner-pass = Cada una se comprobó como si hubiera llegado sola; abajo está lo que se encontró.
means-inner-else = Cada una se comprobó como si hubiera llegado sola. Fíese solo de las que se sostienen.
means-refresh-pass = Los emisores pueden sustituir una insignia por otra más reciente; cuenta la última.
means-refresh-else = Lo que ha entregado se juzga tal como está. Pregunte a su titular si hay una más reciente.
means-recipient-pass = Lo que escribió figura en la parte firmada.
means-recipient-fail = Lo que escribió no figura en ella. Puede ser de otra persona.
means-recipient-else = Nada en ella prueba de quién es. Pida a su titular que demuestre que es suya.
means-hosted-pass = En lugar de una firma, el servidor del emisor guarda una copia. Dice lo mismo.
means-hosted-warn = La copia del emisor dice otra cosa. La copia es la que cuenta y la que se muestra aquí.
means-hosted-fail = Esto no es lo que tiene el servidor del emisor. Pida a su titular la dirección de la insignia.
means-hosted-else = El servidor del emisor no mostró su copia. Inténtelo más tarde.
means-other-pass = Está como debe estar.
means-other-warn = Es poco habitual, pero no habla en contra de la insignia.
means-other-fail = Habla en contra de la insignia.
means-other-else = No se pudo averiguar.

## Códigos de motivo: qué significan y qué hacer. Se muestran donde la frase del informe está en otro idioma.

code-signature = La firma no encaja: algo se cambió o la clave es otra. Pida el original al emisor.
code-issuer_mismatch = La clave pertenece a alguien distinto del emisor nombrado. No se fíe.
code-key_not_found = El emisor no incluye la clave en su lista, o no se pudo consultar. Inténtelo más tarde.
code-key_weak = La clave no prueba nada: es demasiado débil. Avise al emisor.
code-key_private = La clave publicada muestra su parte privada. Avise al emisor de inmediato.
code-proof_purpose = La prueba o la clave sirve para otra cosa que afirmar hechos. Avise al emisor.
code-proof_format = La prueba no está como debe. Avise al emisor.
code-proof_missing = No hay nada firmado. Pida el archivo firmado.
code-proof_expired = La propia prueba ha caducado. Avise al emisor.
code-proof_created_future = La prueba tiene fecha futura. Revise el reloj; avise al emisor.
code-unsupported = Un tipo de prueba, clave, estado o insignia que aquí no se comprueba. Use otro verificador para esta.
code-alg = Está firmada de un modo que las insignias no pueden usar o que no corresponde a la clave. Avise al emisor.
code-claims_mismatch = Dice dos cosas distintas. No se fíe.
code-expired = Ha terminado su plazo. Pregunte si hay una más reciente.
code-not_yet_valid = Todavía no es válida. Compruébela de nuevo en su primer día.
code-revoked = El emisor la ha retirado. Pregunte al emisor por qué.
code-suspended = El emisor la ha dejado en suspenso. Compruébela de nuevo más tarde.
code-status_invalid = La lista de estado del emisor no está como debe. Pregunte al emisor si la insignia sigue en pie.
code-status_unavailable = La lista de estado del emisor no está disponible ahora. Inténtelo más tarde.
code-schema = Incumple una regla del estándar. Avise al emisor.
code-context = Usa un vocabulario desconocido o inservible. Avise al emisor.
code-undefined_term = Una parte no tiene un significado publicado, así que la firma no la cubre. Avise al emisor.
code-json_form = Se puede leer de dos maneras. No se fíe.
code-endorsement = Lo que alguien dice en ella sobre la insignia no es válido o trata de otra cosa.
code-bake_format = La imagen está dañada. Pida el archivo tal como se descargó.
code-no_credential = El archivo no contiene ninguna insignia. Pida el archivo tal como se descargó.
code-parse = No es una imagen con insignia, ni JSON, ni un token. Pida el archivo tal como se descargó.
code-unsafe_url = Apunta a una dirección que no se puede consultar. No se fíe.
code-too_large = Supera los límites de tamaño.
code-unavailable = No se pudo obtener la insignia de su dirección. Inténtelo más tarde.
code-issuer_unbound = La clave se conoce, pero nada muestra que sea del emisor. Averigüe quién es el emisor.
code-partly_shown = La persona titular eligió qué mostrar. Pida la insignia completa si es importante.
code-proof_unsupported = Una prueba adicional no se comprobó.
code-weak_hash = La persona está identificada con un tipo de huella anticuado.
code-claim_missing = Al token le falta una parte que el estándar quiere.
code-recipient = Trata de otra persona y no de aquella por la que se preguntó, o no nombra a nadie que se pueda comparar. Revise lo que escribió; pida a su titular que demuestre que es suya.
code-inner = Algo del expediente no se sostiene por sí mismo o no se pudo comprobar. Mire sus propias comprobaciones.
code-schema_unchecked = Nombra un esquema que aquí no se comprueba.
code-name_unsafe = Un nombre contiene caracteres que no se ven, que dan la vuelta a la línea o que imitan otro alfabeto. Guíese por la dirección del emisor, no por el nombre.
