# Comprobar la insignia de cualquiera: el formulario y la respuesta.

## El formulario

verify-title = Verificar una insignia
verify-intro = Averigüe quién emitió una insignia, si se ha cambiado y si el emisor la sigue respaldando. Nada de lo que entregue aquí se guarda.
verify-recipient = ¿De quién debería ser la insignia? (opcional)
verify-recipient-hint = Un correo electrónico u otro identificador de la persona
verify-from-file = Desde un archivo
verify-file = La insignia tal como se descargó
verify-file-hint = PNG, SVG, JSON o JWT, o una prueba sin conexión, de hasta { $limit }. Una captura o una foto no contiene ninguna insignia, pero un código QR en ella muestra dónde está.
verify-drop-file = Puede soltar el archivo aquí.
verify-file-button = Verificar el archivo
verify-many = Muchas insignias a la vez
verify-files = Un archivo ZIP o muchos archivos
verify-files-hint = Hasta { $count } insignias y { $limit }. También sirve una lista con una insignia por línea o una tabla CSV con una columna «credential» o «url».
verify-drop-files = Puede soltar los archivos aquí.
verify-whose = ¿De quién son las insignias?
verify-applicants = Una tabla de sus candidatos
verify-applicants-hint = CSV con las columnas «name», «e-mail» y, si lo tiene, «id». Cada insignia se asocia a la persona que la recibió. La tabla no se guarda.
verify-many-button = Comprobarlas todas
verify-many-csv = Descargar como tabla (CSV)
verify-many-json = Descargar como líneas JSON
verify-from-address = Desde una dirección
verify-offered = Otro sitio le pide que compruebe esta insignia. Todavía no se ha consultado nada.
verify-address = La dirección de la página de la insignia o su código corto
verify-address-hint = Por ejemplo https://northside.example/badges/K7QF2-9MXD4
verify-address-button = Verificar la dirección
verify-from-text = Desde un texto
verify-text = El texto de la insignia
verify-text-hint = JSON o un token que empieza por eyJ; también sirve un código corto
verify-text-button = Verificar el texto
verify-only-picture = Solo tengo una imagen de la insignia
verify-picture-why = Una insignia que se puede comprobar es un archivo con una firma dentro. Una captura de pantalla, una foto o una imagen guardada de una red social la ha perdido. Pida a su titular una de estas cosas:
verify-picture-file = el archivo tal como se descargó de la página de la insignia,
verify-picture-link = el enlace a la página de la insignia,
verify-picture-code = el código corto que hay debajo de la imagen, como K7QF2-9MXD4, junto con el nombre del emisor.

## Lo que puede fallar en lo entregado

verify-nothing = Elija la insignia tal como se descargó o pegue su texto.
verify-several = Aquí hay más de una insignia. Elíjala en «Muchas insignias a la vez».
verify-unreadable = No se pudo leer el archivo; puede ser mayor de { $limit }.
verify-no-address = De esta dirección no se puede obtener ninguna insignia. Debe empezar por https:// o ser el código corto de una insignia emitida aquí.
verify-no-bundle = Esta prueba sin conexión no se puede leer. Pídala de nuevo, tal como se descargó.
verify-pasted = El texto que pegó

## La respuesta

result-source = Se comprobó esto: <bdi>{ $source }</bdi>
result-beside = Junto al veredicto
result-nameless = Una credencial sin nombre
result-says = Lo que dice la insignia
result-claims = Lo que afirma el archivo
result-unsigned = Se llama a sí misma «<bdi>{ $name }</bdi>». Como no se pudo confirmar quién la firmó, no se muestra lo demás que dice.
result-earned-by = Conseguida por <strong dir="auto">{ $name }</strong>
result-issued-by = Emitida por <bdi>{ $name }</bdi> <span class="quiet">(<bdi>{ $address }</bdi>)</span>.
result-issued-at = Emitida por <bdi>{ $address }</bdi>.
result-own-page = La página de la propia insignia
result-criteria-page = La página del emisor sobre los criterios
result-parts-of = Lo que se comprobó<span class="visually-hidden"> de { $name }</span>
result-inside = Dentro de ella:
result-leads = Adónde lleva la imagen
result-leads-here = Un código de la imagen lleva a una insignia emitida aquí: <a href="{ $href }" dir="auto">{ $name }</a>, de <bdi>{ $issuer }</bdi>. Esa insignia está: <strong>{ $state }</strong>.
result-compare = Compárela con la imagen. Una imagen se puede alterar; lo que cuenta es lo que dice la página de la propia insignia.
result-leads-away = Un código de la imagen lleva a <code class="address">{ $address }</code>
result-may-ask = Esa dirección todavía no se ha consultado. Cualquiera puede imprimir un código, así que mire primero la dirección: ¿es del emisor?
result-may-not-ask = Esa dirección no es de las que se consultan aquí; solo se consultan direcciones https.
result-check-that = Comprobar esa insignia
result-check-there = Comprobar lo que hay en esa dirección
result-what-to-ask = Qué pedir
result-checks = Lo que se comprobó
result-inner = Lo que contiene el expediente
result-endorsements = Quién la avala
result-another = Verificar otra insignia
result-print = Imprimir esta página
result-asked = Direcciones consultadas
result-json-link = Este informe para programas (JSON)
result-json = Este informe para programas
result-issued = Emitida
result-until = Válida hasta
result-result = Resultado
result-credits = Créditos obtenidos
result-rubric-caption = Lo que se miró y qué alcanza cada nivel
result-report-json = Informe (JSON)
result-report-csv = Informe (CSV)
result-name-caution = Este nombre contiene caracteres que no se ven, que dan la vuelta a la línea o que imitan otro alfabeto.
expert-issuer = Emisor
expert-learner = Titular
expert-form = Formato
expert-binding = Clave vinculada por
expert-state = Estado

## Emisores de confianza, pruebas sin conexión

trust-level-trusted = De confianza
trust-level-known = Conocido, sin confianza
trust-level-unknown = No está en la lista
trust-says-trusted = Este emisor figura en la lista como uno de confianza.
trust-says-known = Este emisor figura en la lista, pero no como uno de confianza para esto.
trust-says-unknown = Este emisor no figura en la lista. Eso no dice nada contra la insignia: compruebe la dirección web.
bundle-nobody = Nadie firmó esta prueba sin conexión, así que quien la hizo pudo haber escrito las claves por su cuenta.
bundle-claimed = Firmada en nombre de { $who } y sin cambios desde entonces. Ahora no se pudo consultar si la clave es suya.
bundle-signed = Firmada por { $who } y sin cambios desde entonces.
bundle-summary = { $count } insignias, { $valid } de ellas válidas
bundle-caption = Las insignias que contiene
bundle-ended = Su plazo ha terminado.
bundle-early = Su plazo todavía no ha llegado.
column-file = Archivo
column-verdict = Veredicto
column-achievement = Logro
column-issuer = Emisor
column-trust = Confianza
column-today = Hoy

## Pares que evaluaron

result-judge-holds = Esta persona evaluó las evidencias de esta insignia y lo firmó.
result-judge-fails = Lo que se atribuye a esta persona no es lo que se firmó. No se fíe.
result-judge-signed = Firmado por { $signer } para esta persona.
