# La página de una insignia.

badge-title-of = { $name }, { $earner }
badge-recheck = Comprobarla otra vez ahora
badge-code = Código corto <code>{ $code }</code>
badge-earned-by = Conseguida por <strong dir="auto">{ $name }</strong>
badge-why = Por qué se concedió
badge-more = Más sobre este logro
badge-evidence = Evidencias
badge-judged = Cómo se evaluó
badge-standards = Estándares a los que responde
badge-keep = Guardarla
badge-linkedin = Mostrarla en LinkedIn
badge-linkedin-add = Añadir al perfil
badge-linkedin-share = Compartir en una publicación
badge-linkedin-how = Son dos cosas: la primera añade una línea bajo sus certificados, la segunda hace una publicación con la imagen. Si LinkedIn deja vacío un campo de su formulario, cópielo de aquí.
badge-decided = Decidido
badge-rule = Regla
badge-rule-version = Versión { $version } de la regla de este servicio
badge-rubric-hash = Rúbrica (SHA-256)
badge-policy-hash = Política (SHA-256)
badge-credits = Créditos obtenidos
badge-evidence-audience = Todas las personas que tienen la insignia
badge-awarded = Concedida
badge-until = Válida hasta
badge-withdrawn = Retirada
badge-on-hold = En suspenso desde
badge-png-hint = La imagen con la insignia dentro, para casi todos los usos
badge-svg-hint = Lo mismo como dibujo, nítido a cualquier tamaño
badge-pdf-hint = Una página para imprimir, con un código que trae de vuelta aquí
badge-json-hint = Solo el texto firmado, para programas y carteras
badge-jwt-hint = Lo mismo como token
badge-offline = Prueba sin conexión
badge-offline-hint = Con las claves y la lista de hoy del emisor, para comprobarla sin conexión
expert-identifier = Identificador
expert-cryptosuite = Suite criptográfica
expert-key = Clave
expert-signed = Firmada
linkedin-name = Nombre
linkedin-organisation = Empresa emisora
linkedin-issued = Fecha de expedición
linkedin-expires = Fecha de caducidad
linkedin-id = ID de la credencial
linkedin-url = URL de la credencial
judged-peers = Evaluada por { $met } de { $peers } pares independientes con la rúbrica «{ $rubric }», versión { $version }.
judged-moderator = Evaluada por un moderador, después de que pares miraran las evidencias, con la rúbrica «{ $rubric }», versión { $version }.
judged-blind = No vieron el nombre de la persona titular.
artwork-badge = La insignia «{ $name }»
badge-page-audience = Todas las personas que ven esta página
badge-left-out = { $count ->
    [one] Una evidencia más forma parte de la insignia firmada. No se muestra aquí.
   *[other] { $count } evidencias más forman parte de la insignia firmada. No se muestran aquí.
}
badge-staff-notice = Solo la persona titular y su organización ven esta página.
badge-not-for-all = En esta dirección no hay ninguna insignia que todos puedan ver. Si es suya, ábrala desde su correo o inicie sesión. Si alguien se la enseñó, pídale un enlace o verifique el archivo que le dio.
