# Llaves de acceso: la lista propia y los pasos en los que se pide una.

passkeys-title = Sus llaves de acceso
passkeys-intro = Una llave de acceso se guarda en su ordenador, su teléfono o una llave de seguridad. Le permite iniciar sesión con un dedo, la cara o un PIN, y solo sirve en este sitio.
passkeys-none = Todavía no tiene ninguna llave de acceso. Con una, un correo que lea otra persona no deja entrar a nadie.
passkeys-second = Añada una segunda en otro dispositivo, para que perder uno no deje a nadie fuera.
passkeys-lost = ¿Ha perdido un dispositivo? Quite aquí su llave de acceso. Si era la única, la retira otro propietario o quien administra este sitio.
passkey-used = Registrada el { $made }, usada por última vez el { $used }
passkey-unused = Registrada el { $made }, todavía sin usar
passkey-name = Nombre
passkey-name-of = de { $name }
passkey-save = Guardar
passkey-save-of = el nombre de { $name }
passkey-remove = Quitar
passkey-add = Añadir una llave de acceso
passkey-use = Usar su llave de acceso
passkey-device = ¿Cómo llama a este dispositivo?
passkey-device-hint = Por ejemplo: ordenador de la oficina
passkey-elsewhere = Los navegadores solo crean llaves de acceso para nombres, no para esta dirección. Abra <a href="{ $href }">{ $href }</a> e inicie sesión allí.
passkey-script = Una llave de acceso necesita un script: permítalo en esta página.

## Lo que se ha hecho

passkey-done-added = La llave de acceso se ha añadido. Úsela al iniciar sesión.
passkey-done-renamed = El nombre se ha cambiado.
passkey-done-removed = La llave de acceso se ha quitado. Ya no deja entrar a nadie.

## Pasos

passkey-sign-in = Entrar con una llave de acceso
passkey-sign-in-how = Su dispositivo muestra las llaves de acceso que tiene para este sitio.
passkey-by-link = Entrar con un enlace
passkey-first = Añada primero una llave de acceso
passkey-first-why = Aquí los propietarios y quienes conceden insignias inician sesión con una llave de acceso, para que un correo que lea otra persona no deje entrar a nadie.
passkey-confirm = Confirme su identidad
passkey-confirm-why = Su papel exige también su llave de acceso.
passkey-again = Empezar de nuevo

## Lo que está mal

passkey-wrong-name = Escriba cómo llama al dispositivo, con 1 a 60 caracteres.
passkey-wrong-late = Tardó demasiado o se envió dos veces. Inténtelo de nuevo.
passkey-wrong-unknown = Esta llave de acceso no se conoce aquí.
passkey-wrong-client-data = No se puede leer lo que el navegador envió sobre la llave de acceso.
passkey-wrong-purpose = La llave de acceso no se pidió para esto.
passkey-wrong-challenge = La llave de acceso respondió a otra pregunta; inténtelo de nuevo.
passkey-wrong-origin = La llave de acceso se usó en otra página.
passkey-wrong-authenticator-data = No se puede leer lo que envió el dispositivo.
passkey-wrong-party = La llave de acceso es de otro servicio.
passkey-wrong-unverified = El dispositivo no comprobó que es usted; use uno que pida un PIN, un dedo o la cara.
passkey-wrong-key = Este tipo de llave de acceso no se usa aquí.
passkey-wrong-signature = La firma de la llave de acceso no encaja.
passkey-wrong-copied = Esta llave de acceso se usó entretanto en otro lugar, como si hubiera una copia; quítela y registre otra.

## Lo que dice el script

passkey-script-none = Este navegador no admite llaves de acceso. Use otro, o un enlace por correo.
passkey-script-known = Este dispositivo ya tiene aquí una llave de acceso.
passkey-script-unconfirmed = No se ha confirmado nada. Pulse el botón para intentarlo de nuevo.
passkey-script-address = Las llaves de acceso no funcionan en esta dirección.
passkey-script-kind = Este dispositivo no puede crear una llave de acceso así.
passkey-script-failed = No ha funcionado: %
