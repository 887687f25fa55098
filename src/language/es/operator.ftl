# La página de quienes llevan este sitio y la página sobre la interfaz para programas.

operator-title = Correo que no se envió
operator-server = El correo sale de esta máquina por el servidor de correo configurado; aquí no se guarda nada.
operator-kept = No hay ningún servidor de correo configurado (<code>mail.smtp</code>), así que los correos se guardan aquí hasta que el servicio se detiene: los últimos cien. Sus enlaces dejan entrar a la gente. Entregue cada uno a la persona cuya dirección figura encima, y a nadie más.
operator-none = No hay nada que entregar.

## Para programas

api-intro = Versión { $version }. Todo lo que hacen las páginas lo pueden hacer los programas por HTTP con JSON. La descripción completa: <a href="{ $href }">OpenAPI 3.1</a>.
api-key-how = Envíe su clave como <code>Authorization: Bearer …</code>. Los propietarios crean claves en el escritorio de su organización. Los errores son <code>application/problem+json</code> (RFC 9457).
api-none = No hay operaciones.
api-scope = La clave necesita <code>{ $scope }</code>.
api-people = Para quien ha iniciado sesión.
api-no-key = No hace falta ninguna clave.
api-required = obligatorio
