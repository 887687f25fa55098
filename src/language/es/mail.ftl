# Correos: de qué tratan y qué dicen. Una dirección va sola en su línea, para que se convierta en enlace.

## Iniciar sesión

mail-sign-in-subject = Su enlace para iniciar sesión
mail-sign-in =
    Abra este enlace y pulse el botón para iniciar sesión. Sirve una vez, durante 15 minutos:
    { $link }

    Si no lo ha pedido usted, no haga nada.
mail-address-subject = ¿Es esta su dirección?
mail-address =
    Alguien que ha iniciado sesión quiere añadir esta dirección a su cuenta. Si es usted, abra este enlace en el navegador en el que ha iniciado sesión; sirve una vez, durante un día:
    { $link }

    Si no es usted, no haga nada.
mail-passkeys-subject = Sus llaves de acceso
mail-passkey-added = Se ha añadido una llave de acceso a su cuenta.
mail-passkey-removed = Se ha quitado una llave de acceso de su cuenta.
mail-passkeys-reset = Se han retirado sus llaves de acceso, como cuando se pierde un dispositivo; vuelve a iniciar sesión con un enlace.
mail-passkeys =
    { $what }

    Vea aquí sus llaves de acceso:
    { $link }

    Si no ha sido usted, avise a un propietario.

## Insignias

mail-award-subject = { $issuer } le ha concedido una insignia: { $name }
mail-award =
    { $issuer } le ha concedido la insignia «{ $name }».

    Aquí puede verla, aceptarla o rechazarla, descargarla y compartirla, sin necesidad de una cuenta:
    { $link }

    Nadie más la ve aquí antes de que la acepte. El enlace es solo suyo, así que no reenvíe este correo: para mostrar la insignia a otras personas, cree en esa página un enlace para ellas.
mail-withdrawn-subject = Su insignia { $name } ha sido retirada
mail-withdrawn = { $issuer } ha retirado su insignia «{ $name }».
mail-on-hold-subject = Su insignia { $name } está en suspenso
mail-on-hold = { $issuer } ha dejado en suspenso su insignia «{ $name }».
mail-stands-subject = Su insignia { $name } ya no está en suspenso
mail-stands = { $issuer } ha puesto fin a la suspensión de su insignia «{ $name }». Vuelve a ser válida.
mail-reason = Motivo indicado: { $reason }

## Unirse

mail-role-owner = propietario
mail-role-editor = editor
mail-role-awarder = otorgante
mail-role-reviewer = revisor
mail-role-moderator = moderador
mail-role-viewer = observador
mail-invitation-subject = Invitación de { $name }
mail-invitation =
    { $name } le invita a participar con el papel de { $role }.

    Vea aquí la invitación y diga sí o no. El enlace sirve una vez, durante siete días:
    { $link }

    Si no conoce a esta organización, no haga nada.
mail-join-subject = Confirme que quiere unirse a { $name }
mail-join =
    Alguien, esperamos que usted, quiere unirse a { $name } con esta dirección. Abra este enlace y pulse el botón. Sirve una vez, durante 15 minutos:
    { $link }

    Si no ha sido usted, no haga nada.
mail-asked-subject = Alguien quiere unirse a { $name }
mail-asked =
    Alguien pide unirse a { $name }. Responda aquí:
    { $link }
mail-taken-in-subject = Le damos la bienvenida a { $name }
mail-taken-in =
    { $name } le ha admitido: ahora participa con el papel de { $role }. Empiece aquí:
    { $link }
mail-not-taken-in-subject = { $name } no le ha admitido
mail-not-taken-in = Pidió unirse a { $name }. Un propietario ha dicho que no. Puede escribirle y preguntar por qué.

## Revisar

mail-coach-subject = Un colega le ha nombrado mentor
mail-coach =
    Un colega presenta evidencias para una insignia y le ha nombrado mentor. Puede mirar el trabajo y escribir lo que piensa; no lo evalúa:
    { $link }
mail-moderation-subject = Una revisión necesita su decisión
mail-moderation =
    Los pares no llegaron a un acuerdo sobre un trabajo, o tardaron demasiado. Mírelo, por favor, y decida:
    { $link }
mail-late-subject = Hay trabajo que espera más de lo debido
mail-late =
    En una de sus insignias, las evidencias esperan más de lo prometido. Quizá hagan falta más revisores:
    { $link }
mail-returned-subject = Sus evidencias para { $name } han vuelto a usted
mail-returned =
    Han vuelto sin evaluación y no se ha gastado ningún intento. Mire qué falta:
    { $link }
mail-undecided-subject = Nadie pudo decidir a tiempo sobre { $name }
mail-undecided =
    Es culpa nuestra, no suya: no se ha gastado ningún intento. Puede presentarlo otra vez, y conserva su turno:
    { $link }
mail-not-yet-subject = Todavía no: { $name }
mail-not-yet =
    Sus pares han mirado sus evidencias y todavía falta algo. Lea lo que escribieron; puede volver a presentarlas:
    { $link }
mail-reviewer-subject = { $name } le pide su valoración
mail-reviews-subject = Trabajos de colegas para revisar
mail-reviewer = { $name } le pide que evalúe trabajos de colegas de otros centros para sus insignias: unos tres por semana, y puede decir cuántos, o que prefiere no hacerlo. No necesita ninguna cuenta.
mail-offers = Nuevo para mirar: { $count }.
mail-reminders = Todavía esperan por usted: { $count }.
mail-cancelled = Ya no hacen falta, con nuestro agradecimiento: { $count }.
mail-bench =
    Su mesa de revisión:
    { $link }
