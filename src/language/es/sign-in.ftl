# Iniciar y cerrar sesión.

sign-in-title = Iniciar sesión
sign-in-intro = Le enviamos un enlace. No hay ninguna contraseña que recordar.
sign-in-email = Correo electrónico
sign-in-email-hint = El que conoce su organización
sign-in-email-wrong = Escriba una dirección de correo, por ejemplo ada@school.example.
sign-in-send = Enviarme un enlace
sign-in-passkey = Entrar con una llave de acceso
sign-in-not-needed = Para ver o verificar una insignia no necesita ninguna cuenta.
sent-title = Mire su correo
sent-intro = Si <bdi>{ $email }</bdi> pertenece a alguien de aquí, el enlace está en camino. Sirve una vez, durante { $minutes } minutos.
sent-console = Este servidor no tiene correo configurado. Quien lo administra encuentra el enlace en la consola del servidor.
sent-nothing = ¿No ha llegado nada?
sent-spam = Mire en la carpeta de correo no deseado.
sent-again = Compruebe que la dirección está bien escrita y <a href="/sign-in">envíe el enlace otra vez</a>.
sent-ask = Pregunte a su organización con qué dirección le conoce.
confirm-title = Terminar de iniciar sesión
confirm-as = Está iniciando sesión como <strong><bdi>{ $email }</bdi></strong>.
confirm-press = Pulse el botón para iniciar sesión.
confirm-once = El enlace sirve una sola vez.
confirm-not-you = ¿No lo ha pedido usted? Cierre la página; sin el botón no ocurre nada.
link-gone = Este enlace ya se usó o es demasiado antiguo.
out-title = Ha cerrado la sesión
out-intro = En un ordenador compartido, cierre también el navegador.
out-again = Iniciar sesión de nuevo
