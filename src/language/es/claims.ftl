# Las páginas de quien solicita una insignia: la lista, el primer vistazo y la propia solicitud.

## La lista, el primer vistazo

claim-list-title = Sus solicitudes
claim-list-intro = Evidencias que presenta para conseguir insignias.
claim-list-caption = Sus solicitudes, primero las más recientes
claim-list-empty = Todavía no ha solicitado ninguna insignia.
claim-list-look = Buscar una insignia
claim-column-badge = Insignia
claim-column-stands = En qué punto está
claim-column-begun = Empezada
claim-begin-title = Solicitar una insignia: { $name }
claim-begin-button = Empezar
claim-step-evidence = Usted adjunta evidencias y valora su propio trabajo con la rúbrica.
claim-step-peers = { $count ->
    [one] Lo evalúa { $count } colega de otro centro.
   *[other] Lo evalúan { $count } colegas de otros centros.
}
claim-names-double = No ven su nombre y usted no ve los suyos.
claim-names-single = Ven su nombre y usted no ve los suyos.
claim-names-open = Todos ven los nombres de todos.
claim-step-days = Tendrá respuesta en { $days } días como máximo, pase lo que pase.
claim-step-again = { $count ->
    [one] Si falta algo, leerá qué es. Se puede presentar una sola vez.
   *[other] Si falta algo, leerá qué es y podrá presentarlo de nuevo: { $count } veces en total.
}

## En qué punto está una solicitud

claim-stands-draft = La está escribiendo. Nadie más puede verla.
claim-stands-screening = Está presentada y pronto pasará a los pares.
claim-stands-in-review = Los pares la están evaluando.
claim-stands-moderation = La está mirando un moderador.
claim-stands-accepted = La ha conseguido. La insignia se está preparando.
claim-stands-not-yet = Todavía no: aún falta algo. Puede presentarla de nuevo.
claim-stands-returned = Se le devolvió sin evaluar y no se gastó ningún intento.
claim-stands-appeal = Su objeción espera una nueva mirada.
claim-stands-not-decided = Nadie pudo decidir a tiempo. No se gastó ningún intento; preséntela de nuevo y conservará su turno.
claim-stands-issued = Ha conseguido la insignia.
claim-stands-withdrawn = Usted renunció a ella.
claim-stands-closed = No se presentó de nuevo a tiempo y está cerrada.
claim-stands-void = Se anuló por conducta indebida.
claim-fact-reviews = Revisiones
claim-fact-reviews-in = Han llegado { $in } de { $needed }
claim-fact-ends = Termina como muy tarde
claim-fact-ends-by = El { $day }, pase lo que pase
claim-fact-take-back = Puede recuperarla hasta
claim-fact-object = Puede presentar una objeción hasta
claim-fact-attempts = Intentos
claim-fact-attempts-used = { $used } de { $most } gastados

## La solicitud

claim-title = Su solicitud: { $name }
claim-look = Ver su insignia
claim-what = Qué hay que hacer y cómo se evalúa
claim-results = Lo que se alcanzó
claim-result-needed = { $level } (se exige: { $needed })
claim-result-free = { $level } (no decide)
claim-feedback = Lo que se escribió
claim-said-by-peer = Un par escribió
claim-said-of-all = Lo que se dijo del conjunto
claim-said-by-coach = Su mentor escribió
claim-evidence = Sus evidencias
claim-evidence-none = Todavía no ha adjuntado nada.

## Adjuntar evidencias

claim-attach-title = Adjuntar evidencias
claim-kind = Qué es
claim-text = Texto
claim-text-hint = No ponga nombres del alumnado. Con un archivo: qué muestra.
claim-link = Dirección
claim-link-hint = Los pares tienen que poder abrirla sin iniciar sesión
claim-file = Archivo
claim-file-hint = Una imagen, un PDF sin el nombre de su autor o un texto. El nombre del archivo no se guarda.
claim-visibility = Quién puede verla
claim-pupils = Alumnado
claim-progress = Qué parte del archivo ha llegado
claim-progress-said = Ha llegado el % % del archivo.
claim-progress-broken = Se ha cortado la conexión. Pulse Adjuntar y seguirá donde se detuvo.
claim-attach = Adjuntar
claim-kind-wrong = Elija de qué es evidencia.
claim-visibility-wrong = Elija quién puede verla.
claim-pupils-wrong = Diga si se puede reconocer a algún alumno.

## Sobre el trabajo

claim-about = Sobre su trabajo
claim-statement = ¿Qué deberían saber los pares?
claim-statement-hint = Cuándo y con quién lo hizo. No escriba su nombre ni el de su centro.
claim-school = Su centro
claim-school-hint = Para que no lo evalúe nadie de su propio centro. Nadie lo ve.
claim-others = Otras personas que tienen que ver con el trabajo
claim-needs-coach = Se han gastado todos los intentos. Un mentor al que nombró antes puede autorizar uno más.
claim-co-authors = Quién lo hizo con usted
claim-co-authors-hint = Direcciones de correo. No lo evalúan, y cada persona puede solicitar también la insignia.
claim-coach = Su mentor o mentora
claim-coach-hint = Una dirección de correo. Ve el trabajo y puede comentarlo, pero no lo evalúa.
claim-not-by = Quién no debería evaluarlo
claim-not-by-hint = Direcciones de correo. Nadie se entera y no tiene que decir por qué.
claim-self-rating = ¿Cómo lo valora usted?
claim-naming = Nombres
claim-naming-box = Quienes revisen y estén de acuerdo pueden figurar en mi insignia
claim-save = Guardar
claim-hand-in = Presentar
claim-saved-at = Guardado a las %
claim-not-saved = Todavía no se ha guardado. Pulse Guardar para ver por qué.

## Lo que se puede hacer después

claim-take-back-title = ¿Ha cambiado de idea?
claim-take-back-why = Puede recuperarla durante 30 minutos. No se gasta ningún intento.
claim-take-back = Recuperarla
claim-object-title = Presentar una objeción a la decisión
claim-object-why = La evalúan de nuevo personas que no han visto su trabajo. Solo se puede hacer una vez.
claim-object-ground = Por qué
claim-object-words = Con sus palabras
claim-object = Presentar la objeción
claim-ground-factual = Algo se pasó por alto o se entendió mal
claim-ground-procedure = No se siguieron las reglas
claim-ground-conflict = Alguien que revisó no fue imparcial
claim-volunteer-title = Revisar para otras personas
claim-volunteer-why = Usted tiene esta insignia, así que puede evaluar el trabajo de colegas de otros centros. Unos tres trabajos por semana.
claim-volunteer-school-hint = Quienes trabajan juntos no se evalúan entre sí
claim-volunteer = Ofrecerse para revisar
claim-seals = Detalles para expertos: demostrar qué evidencias se evaluaron
claim-seals-why = La insignia no dice cuáles son sus evidencias. Contiene un resumen de cada una: el SHA-256 de la sal, dos puntos y el SHA-256 de la evidencia. Con la sal puede demostrar a quien quiera que una evidencia es la que se evaluó.
claim-seal-evidence = Evidencia
claim-seal-in-badge = En la insignia
claim-seal-salt = Sal
claim-seal-hash = SHA-256 de la evidencia
claim-withdraw-title = Renunciar
claim-withdraw-why = Esto termina la solicitud para siempre. Puede empezar una nueva.
claim-withdraw = Renunciar a esta solicitud
claim-rating-ask = ¿Le ayuda?
claim-rating-3 = Me ayuda
claim-rating-2 = En parte
claim-rating-1 = No me ayuda
