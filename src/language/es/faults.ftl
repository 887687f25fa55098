# Lo que las reglas dicen sobre lo que alguien envió: sus frases en inglés, palabra por palabra, y cómo las cuentan las páginas en otros idiomas.

fault-empty = Esto no puede quedar vacío.
fault-too-long = Escriba como mucho { $limit } caracteres.
fault-control = No se admiten caracteres de control, salvo los saltos de línea.
fault-length-one-line = Escriba de { $least } a { $most } caracteres en una línea.
fault-length-optional = Escriba de { $least } a { $most } caracteres, o no ponga nada.
fault-at-most-50 = Se admiten 50 como mucho.
fault-address = Escriba la dirección entera, empezando por https://.
fault-email = Escriba una dirección de correo como { $example }.
fault-number = Escriba un número de { $least } a { $most }.
fault-not-a-time = «{ $text }» no es una fecha y hora con zona horaria como { $example }.
fault-reason = Diga por qué en 1 a 500 caracteres; todos pueden leerlo.

## Logros

fault-type = Elija uno de los tipos de logro de Open Badges 3.0, como Insignia.
fault-language = Escriba un código de idioma como es o de-CH.
fault-tags = Cada etiqueta tiene de 1 a 60 caracteres.
fault-credits = Los créditos son un número de 0 a 10.000.
fault-days = Escriba de 1 a 36.500 días, o déjelo vacío si no caducan.
fault-alt = Diga con palabras lo que muestra la imagen, para quienes no la ven.
fault-levels = Un criterio tiene de 2 a 10 niveles.
fault-required = El nivel exigido tiene que ser uno de los niveles del criterio.
fault-standard-address = Escriba la dirección del estándar: https://…
fault-standard-type = Use un tipo de destino de Open Badges 3.0, como CFItem.
fault-picture-missing = Esta imagen no está aquí; súbala primero.
fault-picture-kind = Esto es { $found }; la imagen de una insignia es PNG, JPEG, WebP o SVG.
fault-picture-damaged = La imagen { $kind } está dañada o incompleta.
fault-picture-large = El archivo tiene { $size } bytes; el límite es { $limit }.
fault-picture-pixels = La imagen tiene { $width } x { $height } píxeles; el límite es { $limit } por lado.
fault-picture-svg = El SVG no se puede usar: { $why }.
fault-milestone-publish = Publique primero este logro; después se podrá conceder sin más.
fault-milestone-others = Elija otros logros suyos, cada uno una vez.
fault-milestone-parts = Elija de 1 a 50 logros.

## Conceder

fault-award-unknown = No hay ningún logro publicado con este identificador.
fault-award-archived = Este logro está archivado y ya no se concede.
fault-award-future = Una concesión no se decide en el futuro.
fault-award-end = El final tiene que ser posterior a la concesión.
fault-award-level = La rúbrica del logro no tiene ese criterio y nivel.
fault-import-none = No hay ninguna fila que se pueda conceder.
fault-import-time = Elija un momento futuro, dentro de dos años.
fault-import-column = Elija qué contiene esta columna.
fault-import-twice = Dos columnas no pueden contener lo mismo. Elija «nada» para una de ellas.
fault-import-email-column = Diga qué columna contiene las direcciones de correo.
fault-import-cells = Esta fila tiene más celdas que la primera línea. Un texto con comas necesita comillas.
fault-import-long = Esto tiene más de 20.000 letras.
fault-import-no-email = No hay ninguna dirección de correo.
fault-import-credits = «{ $text }» no es un número de créditos.
fault-import-level = «{ $text }» no es un nivel de este criterio. Escriba { $names }.
fault-import-date = «{ $text }» no es una fecha. Escríbala con año, mes y día, por ejemplo { $example }.
fault-import-our-side = algo ha fallado por nuestra parte; inténtelo otra vez
fault-import-workbook = Esto es un libro de cálculo. Ábralo en su programa de hojas de cálculo y guarde la hoja como CSV.
fault-import-no-table = Esto no es una tabla. Guarde la hoja como CSV y elija ese archivo.
fault-import-nobody = No hay nadie en esta tabla: no tiene ninguna fila debajo de la primera línea.
fault-import-wide = Esta tabla tiene más de 200 columnas. Quite lo que no haga falta.
fault-import-unreadable = La tabla no se puede leer en la fila { $row }: { $why }.

## La organización y su gente

fault-linkedin = Escriba el número que muestra la dirección de la vista de administración de su página de LinkedIn.
fault-member-already = Esta persona ya es miembro. Puede cambiar su papel arriba.
fault-invited-already = Esta dirección ya recibió una invitación. Puede enviarla otra vez abajo.
fault-community-domain = Escriba de qué trata la comunidad.
fault-role = Elija uno de los papeles.

fault-domain-other = Ahí hay algo distinto de las claves de esta organización.
fault-fetch-unreachable = No se puede llegar a { $address }.
fault-fetch-silent = { $address } no respondió a tiempo.
fault-fetch-unproven = el servidor de { $address } no prueba que sea el auténtico.
fault-fetch-status = { $address } responde con el estado { $status }.
fault-fetch-refused = { $address } no se puede consultar: { $why }.
fault-why-https = solo se consultan direcciones https
fault-why-private = está dentro de una red privada
fault-why-port = solo se consulta el puerto 443
fault-why-host = no tiene un servidor utilizable
fault-why-user = lleva un nombre de usuario

## Claves y webhooks

fault-key-name = Diga en 1 a 100 caracteres para qué es la clave.
fault-key-scopes = Elija al menos una de las cosas que puede hacer el programa.
fault-key-past = Este momento ya ha pasado.
fault-webhook-long = Esto tiene más de 2.000 letras.
fault-webhook-address = Escriba una dirección que empiece por https://; { $why }.
fault-webhook-none = Elija al menos un suceso.
fault-webhook-event = No hay ningún suceso «{ $event }».

## Listas de emisores y marcos

fault-trust-standing = Elija de confianza o conocido.
fault-trust-twice = Este emisor ya está en la lista; cambie su entrada.
fault-trust-full = La lista tendría { $after } emisores; caben { $limit }.
fault-trust-refused = La lista no se ha incorporado: { $why }.
fault-framework-large = El archivo tiene más de 60 MB.
fault-framework-form = Esto no es un marco: un paquete CASE (JSON con CFDocument y CFItems), una tabla de ESCO (CSV con conceptUri y preferredLabel) o un CSV con la columna statement y, según haga falta, code, parent, description, type, url, id.
fault-framework-json = El JSON no se puede leer: { $why }.
fault-framework-text = El archivo no está escrito en UTF-8; guárdelo como «CSV UTF-8».
fault-framework-many = El marco tiene más de { $limit } enunciados.
fault-framework-none = El marco no tiene enunciados.
fault-framework-name = Una tabla no dice cómo se llama el marco: dele un nombre.
fault-place-line = línea { $line }: { $what }
fault-place-item = enunciado { $number }: { $what }
fault-place-case = CFItems { $number }: { $what }
fault-place-entry = Entrada { $number }: { $what }
fault-item-parent = no hay ningún enunciado «{ $parent }» bajo el que ponerlo
fault-item-twice = «{ $item }» nombra dos enunciados
fault-item-again = «{ $item }» ya está en { $place }
fault-item-itself = «{ $item }» quedaría debajo de sí mismo
fault-item-deep = hay enunciados a más de { $limit } niveles
fault-item-unreadable = la línea no se puede leer; puede faltar una comilla
fault-item-empty = no tiene enunciado
fault-item-long = su enunciado tiene más de 5.000 caracteres
fault-item-member = no tiene «{ $member }»
fault-trust-form = no es una lista de emisores: una lista de confianza firmada, un array JSON de identificadores o entradas, un registro de emisores conocidos o un CSV con la columna issuer
fault-trust-version = esta lista de confianza es de la versión { $version }, que aquí no se lee; actualice este programa
fault-trust-unsigned = dice que la lleva { $keeper }, pero no lleva firma; pida el archivo firmado
fault-trust-long = contiene más de { $limit } emisores
fault-trust-csv = el CSV no se puede leer: { $why }
fault-trust-column = nadie conoce la columna «{ $column }»; hay { $columns }
fault-trust-no-issuer = no hay ninguna columna «issuer»
fault-trust-unbound = nada muestra que la clave que firmó esta lista sea de quien la lleva
fault-trust-until = «until» no es un día como 2027-06-30 ni un momento como 2027-06-30T23:59:59Z
fault-trust-stands-twice = { $issuer } está dos veces
fault-trust-entry = no es un identificador ni un objeto
fault-trust-member = nadie conoce su miembro «{ $member }»
fault-trust-entry-standing = su «standing» no es ni trusted ni known
fault-trust-identifier = «{ $text }» no es un identificador de emisor
fault-signed-not = no está firmada
fault-signed-changed = su firma no encaja: se cambió después de firmarla, o la clave de quien firmó es otra
fault-signed-future = dice que se firmó el { $when }, que está en el futuro
fault-signed-key = la clave de quien firmó no cuenta: { $why }
fault-signed-unchecked = su firma no se pudo comprobar: { $why }
