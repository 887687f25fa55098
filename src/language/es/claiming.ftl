# Insignias que nadie ha contestado todavía: recordatorios, y anular antes de que se acepten.

## El correo que recuerda
reminder-subject = { $count ->
    [one] Su insignia «{ $name }» espera su respuesta
   *[other] { $count } insignias esperan su respuesta
}
reminder-intro = { $count ->
    [one] { $issuer } le otorgó una insignia y usted no ha contestado todavía. Ábrala para aceptarla o rechazarla; no hace falta ninguna cuenta.
   *[other] { $issuer } le otorgó { $count } insignias y usted no ha contestado todavía. Abra cada una para aceptarla o rechazarla; no hace falta ninguna cuenta.
}
reminder-end = En cuanto conteste, no llegará ningún recordatorio más. Si prefiere decidir más tarde, pulse «No más recordatorios» en la misma página: la insignia le espera allí. Los enlaces son solo para usted, así que no reenvíe este correo.

## La página de quien la recibió
reminders-open = Si no contesta, se lo recordamos por correo, dos veces como mucho.
reminders-stop = No más recordatorios
reminders-stopped = Pidió no recibir más recordatorios. Las insignias le esperan aquí igualmente.
reminders-resume = Volver a recordármelo

called-back-title = Esta insignia se anuló
called-back-by = { $issuer } anuló esta insignia el { $day }, antes de que usted la aceptara.
called-back-kind = Eso no dice nada de usted ni de su trabajo: casi siempre se debe a una dirección equivocada o a un descuido. No tiene que hacer nada y no llegará ningún recordatorio. Si cree que es un error, pregunte a quien se la otorgó.

## El correo sobre una insignia que se anuló
called-back-subject = Su insignia «{ $name }» se anuló
called-back-text = { $issuer } anuló la insignia «{ $name }» antes de que usted la aceptara.

## El escritorio
unclaimed-title = Sin respuesta todavía
unclaimed-intro = Quienes recibieron estas insignias no las han aceptado ni rechazado.
unclaimed-waiting = { $count ->
    [one] 1 insignia sin respuesta todavía
   *[other] { $count } insignias sin respuesta todavía
}
unclaimed-none = Todas las insignias tienen respuesta.
unclaimed-all-awards = Todas las insignias otorgadas
unclaimed-newest = Estas son las { $count } más recientes. Recordar a todos llega también a las demás.
unclaimed-caption = Insignias sin respuesta, las más recientes primero
unclaimed-column-earner = Persona
unclaimed-column-achievement = Logro
unclaimed-column-issued = Emitida
unclaimed-column-reminder = Último recordatorio
unclaimed-reminder-none = Ninguno todavía
unclaimed-reminder-last = { $day } ({ $count ->
    [one] 1 en total
   *[other] { $count } en total
})
unclaimed-reminder-stopped = No quiere ninguno
unclaimed-reminded = Se recordó por correo
unclaimed-remind-chosen = Recordar a las personas elegidas
unclaimed-remind-all = Recordar a todas
unclaimed-remind-one = Enviar un recordatorio
unclaimed-remind-hint = Reciben un solo correo, con todo lo de ustedes que espera su respuesta. Nadie recibe más de un correo así al día ni más de cinco recordatorios de una insignia; quien no quiere ninguno no recibe ninguno.
unclaimed-reminders = Recordatorios automáticos
unclaimed-reminders-hint = A los 7 y a los 21 días sin respuesta, mientras la insignia siga en pie.
unclaimed-reminders-on = Recordar
unclaimed-reminders-off = No recordar
unclaimed-reminders-save = Guardar
unclaimed-choose = Elija al menos una insignia.
unclaimed-done-reminded = { $reminded ->
    [0] No se recordó a nadie.
    [one] 1 insignia: su titular recibe un correo.
   *[other] { $reminded } insignias: sus titulares reciben un correo.
} { $left ->
    [0] { "" }
    [one] 1 queda en paz: contestada, con un correo hace menos de un día, con cinco recordatorios o sin querer ninguno.
   *[other] { $left } quedan en paz: contestadas, con un correo hace menos de un día, con cinco recordatorios o sin querer ninguno.
}
unclaimed-done-saved = Guardado.
cancel-title = Anularla
cancel-hint = Mientras una insignia no esté aceptada, puede anularse. Deja de valer, su página se lo dice con amabilidad a su titular, y los correos y recordatorios previstos no salen. No se puede deshacer.
cancel-one = Anular la insignia
cancel-chosen = Anular las insignias elegidas
cancel-done = { $cancelled ->
    [0] No quedaba nada que anular.
    [one] La insignia se anuló. No sale ningún correo previsto.
   *[other] { $cancelled } insignias se anularon. No sale ningún correo previsto.
}
