# Las páginas de quien revisa, acompaña y resuelve, y lo que comparten todas las páginas de revisión.

## Evidencias y rúbricas

review-piece-title = Evidencia { $number }: { $kind }
review-piece-kind-artefact = producto
review-piece-kind-reflection = reflexión
review-piece-kind-observation = observación
review-piece-kind-impact = efecto en el alumnado
review-piece-open = Abrir el archivo<span class="visually-hidden"> de { $title }</span>
review-piece-take-out = Quitar<span class="visually-hidden"> { $title }</span>
review-choose-artefact = Un producto: un plan, una grabación
review-choose-reflection = Una reflexión: lo que usted piensa de ello
review-choose-observation = Una observación: lo que vio otra persona
review-choose-impact = Efecto en el alumnado: lo que supuso para los alumnos
review-seen-by-reviewers = Pueden verla quienes revisan
review-seen-by-all = Puede verla cualquiera que vea la insignia
review-seen-by-moderator = Solo puede verla un moderador
review-pupils-hidden = No se puede reconocer a ningún alumno
review-pupils-consent = Se puede reconocer a alumnos y tengo el consentimiento de sus familias
review-level-needed = Se exige: { $level }.
review-level-does-not-decide = No decide.
review-level-comment = Una frase sobre ello
review-level-comment-hint = Necesaria por debajo del nivel exigido: ¿qué falta?
review-place-draft = En preparación
review-place-screening = Por revisar antes de los pares
review-place-in-review = Con los pares
review-place-moderation = A la espera de resolución
review-place-accepted = Aceptada, la insignia está en camino
review-place-not-yet = Todavía no
review-place-returned = Devuelta
review-place-appeal = Con una objeción
review-place-not-decided = Sin decidir a tiempo
review-place-issued = Insignia emitida
review-place-withdrawn = Retirada
review-place-closed = Cerrada
review-place-void = Anulada

## Lo que se acaba de hacer

review-done-saved = Se ha guardado. Nadie más puede verlo todavía.
review-done-attached = La evidencia se ha adjuntado.
review-done-removed = La evidencia se ha quitado.
review-done-submitted = Se ha presentado. Puede recuperarla durante 30 minutos.
review-done-taken-back = La ha recuperado.
review-done-appealed = Su objeción ha quedado registrada. Otras personas evaluarán su trabajo de nuevo.
review-done-withdrawn = Ha renunciado a la solicitud.
review-done-begun = Ya es suyo. Gracias por evaluar el trabajo de un colega.
review-done-welcome = Le damos la bienvenida. Abajo está lo que le espera.
review-done-nothing = En este momento no hay nada que pueda evaluar.
review-done-reviewed = Su revisión ha llegado. Puede cambiarla durante 10 minutos.
review-done-given-back = Lo ha devuelto; pasa a otra persona.
review-done-extended = Tiene dos días más.
review-done-flagged = Gracias. Ha quedado anotado y se actuará.
review-done-volunteered = Gracias. Lo que se le ofrezca aparecerá en su mesa de revisión.
review-done-rated = Gracias. A los pares cuyas palabras ayudaron se les dice, sin el nombre de usted.
review-done-ready = Ha quedado anotado.
review-done-apart = Ha quedado anotado. No se le pedirá que evalúe su trabajo.
review-done-review-withdrawn = Su revisión se ha retirado y no cuenta.
review-done-review-voided = La revisión se ha anulado y el puesto queda libre para otra persona.
review-done-voided = La solicitud se ha anulado.
review-done-commented = Su colega ya puede leerlo.
review-done-signed-off = El trabajo se puede presentar una vez más.
review-done-ruled = Su resolución ha quedado registrada.

## La mesa de revisión

bench-title = Su mesa de revisión
bench-intro = Trabajos de colegas que esperan su evaluación.
bench-caption = Trabajos en su mesa de revisión
bench-column-state = Estado
bench-column-until = Hasta
bench-offered = Se le ofrece
bench-at-work = Lo tiene entre manos
bench-done = Hecho. Gracias
bench-empty = No le espera nada. Gracias.
bench-stranger = Todavía no revisa. Un propietario de la insignia puede nombrarle.
bench-to-rulings = Resoluciones que le esperan
bench-to-trial = Evaluar trabajos de niveles conocidos, para que sus revisiones cuenten
bench-to-coaching = Trabajos que acompaña
bench-take = Darme un trabajo
bench-thanks = { $helpful } de { $all } colegas que opinaron encontraron útil lo que usted escribió. Gracias.
bench-ready-title = Cuánto puede asumir
bench-per-week = Trabajos por semana
bench-per-week-hint = 0 si prefiere no recibir más
bench-per-week-wrong = Escriba un número de 0 a 50.
bench-away-from = Fuera desde
bench-away-from-hint = El primer día sin trabajo
bench-away-from-missing = Escriba también el primer día o deje los dos vacíos.
bench-away-to = De vuelta el
bench-away-to-hint = El primer día en que vuelve a recibir trabajo
bench-away-to-missing = Escriba el día en que vuelve o deje los dos vacíos.
bench-day-wrong = Escriba un día: 2026-06-03.
bench-keep = Guardarlo
bench-conflict-title = De quién no debería evaluar el trabajo
bench-conflict-why = Una amistad, un familiar, alguien con quien trabaja o discute. Nadie se entera y no tiene que decir por qué.
bench-conflict = Su dirección de correo
bench-conflict-keep = Mantenernos aparte
enter-title = Trabajos de colegas por revisar
enter-intro = Se le ha pedido que evalúe el trabajo de colegas. No necesita cuenta ni contraseña.
enter-open = Abrir mi mesa de revisión
enter-once = El enlace sirve una vez. El próximo correo trae uno nuevo.
enter-old = Este enlace ya se usó o es demasiado antiguo. No se pierde nada: su trabajo le espera en su mesa de revisión.
enter-new-link = Enviarme un enlace nuevo

## Trabajo ofrecido y abierto

offer-title = Se le ofrece: { $name }
offer-intro = Un colega de otro centro pide su evaluación. Se le ofrece hasta el { $when }.
offer-begin-why = Cuando empiece, tendrá cinco días. Verá el trabajo, no de quién es.
offer-begin = Empezar
offer-not-now = Esta vez no
offer-reason = Motivo
offer-reason-hint = Solo lo ven quienes coordinan
offer-give-back = Devolverlo
offer-conflict = Sé de quién es o tengo otro conflicto
work-title = Revisión: { $name }
work-author = Autor { $name }
work-author-known = Según las reglas de esta insignia, usted sabe quién es el autor
work-due = Por favor, preséntela antes del { $when }.
work-in-until = Su revisión ha llegado. Puede cambiarla hasta el { $when }.
work-in = Su revisión ha llegado. Gracias.
work-evidence = Las evidencias
work-self-rating = Cómo lo valora el autor
work-judgement = Su evaluación
work-naming = Nombres
work-naming-box = Mi nombre puede figurar en la insignia
work-hand-in = Presentar la revisión
work-change = Cambiar la revisión
work-nothing = Aquí no hay nada más que hacer.
work-extend = Necesito dos días más
work-wrong-title = Algo no está bien en este trabajo
work-unreadable = No puedo abrirlo o leerlo
work-misconduct = Sospecho una conducta indebida
work-pupil = Se puede reconocer a un alumno en la evidencia { $number }
work-withdraw-title = Retirar su revisión
work-withdraw-why = Recordó un conflicto o era para otro trabajo. En ese caso no cuenta y evalúa otra persona.
work-withdraw = Retirarla

## Trabajos de niveles conocidos

trial-title = Trabajo conocido: { $name }
trial-intro = Los niveles de este trabajo se conocen.
trial-undecided = Sus revisiones contarán en cuanto haya evaluado suficientes trabajos a ambos lados del nivel exigido.
trial-admitted = Sus revisiones cuentan.
trial-supervised = Sus revisiones se muestran, pero por ahora no cuentan: sus niveles y los conocidos están demasiado lejos. Evalúe algunos más y mire lo que se conoce.
trial-work = El trabajo
trial-compare = Comparar con lo que se conoce
trial-left = { $count ->
    [0] Este es el último trabajo.
    [one] Después de este queda un trabajo más.
   *[other] Después de este quedan { $count } trabajos más.
}
trial-known = Lo que se conoce
trial-same = { $known }, como encontró usted
trial-other = { $known }; usted encontró { $given }
trial-next = El siguiente trabajo
trial-back = Volver a la mesa de revisión

## Acompañamiento

coach-list-intro = Hay colegas que cuentan con su acompañamiento. Puede decir lo que piensa de su trabajo; no lo evalúa.
coach-list-caption = Solicitudes, primero las más recientes
coach-list-empty = Nadie ha pedido su acompañamiento.
coach-column-since = Desde
coach-title = Usted acompaña: { $name }
coach-word = Su opinión
coach-comment = Lo que usted piensa
coach-comment-hint = La lee su colega. Los pares que evalúan, no.
coach-more-title = Un intento más
coach-more-why = Se han gastado todos los intentos. Si está de acuerdo, el trabajo se puede presentar una vez más.
coach-more = Autorizo un intento más
coach-agreed = Autorizó un intento más el { $when }.

## Resoluciones

ruling-list-title = Resoluciones
ruling-list-intro = Los pares no pudieron resolver estas solicitudes, o tardaron demasiado.
ruling-list-caption = Trabajos que necesitan una resolución
ruling-list-empty = Nada necesita su resolución.
ruling-column-why = Por qué
ruling-column-since = Espera desde
ruling-why-appeal = El autor presenta una objeción a la decisión.
ruling-why-screening = Está presentada y espera un primer vistazo.
ruling-why-split = Los pares no están de acuerdo en un criterio.
ruling-why-dilemma = Se cumplen todos los criterios y, aun así, la mayoría de los pares echó algo en falta.
ruling-why-too-long = Se ha tardado demasiado.
ruling-why-misconduct = Un par sospecha una conducta indebida.
ruling-why-co-sign = Se pudo preguntar a tan pocas personas que debería mirarla alguien más.
ruling-why-peers = Espera a los pares.
ruling-flag-pupil = En una evidencia se podía reconocer a un alumno; desde entonces está oculta.
ruling-flag-unreadable = Un par no pudo abrirla o leerla.
ruling-title = Resolución: { $name }
ruling-objection = La objeción del autor
ruling-flags = Lo que señalaron los pares
ruling-opinions = Lo que encontraron los pares
ruling-peer = Par { $name }
ruling-peer-supervised = Par { $name } (en supervisión, no cuenta)
ruling-spread = Cuánto difieren los pares
ruling-spread-empty = Nadie lo ha evaluado todavía.
ruling-column-criterion = Criterio
ruling-column-needed = Se exige
ruling-column-reached = Lo alcanza
ruling-column-below = Por debajo
ruling-column-levels = Niveles dados
ruling-void-title = Anular esta revisión
ruling-void-why = Por un conflicto que nadie vio o por una revisión de otra cosa. En ese caso no cuenta; el motivo queda en el registro.
ruling-void = Anular la revisión de { $who }
ruling-own = Su resolución
ruling-reason-hint = Lo lee el autor
ruling-reason-missing = Dé un motivo por escrito.
ruling-pass = Pasarla a los pares
ruling-return = Devolverla
ruling-decide = Decidir con estos niveles
ruling-ask = Preguntar a un par más
ruling-nothing = En este momento no hay nada que resolver.
ruling-end-title = Anular la solicitud por conducta indebida
ruling-end-why = Esto termina la solicitud para siempre. El autor lee el motivo.
ruling-end = Anular la solicitud
