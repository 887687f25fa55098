# La revisión en el escritorio: lo que espera, quién revisa, las reglas, los trabajos conocidos y cómo va todo.

## Lo que espera y quién revisa

reviews-title = Revisiones
reviews-to-insights = Cómo va la revisión: acuerdo, tiempo, objeciones
reviews-to-simulator = Probar las reglas en una ciudad inventada
reviews-to-queue = Lo que espera y quién revisa
reviews-other-places = Otras
reviews-queue = Lo que espera
reviews-queue-caption = Lo que espera, primero lo más antiguo
reviews-queue-empty = Nada espera.
reviews-column-badge = Insignia
reviews-column-state = Estado
reviews-column-since = Espera desde
reviews-column-reviews = Revisiones
reviews-column-places = Puestos libres
reviews-people = Quién revisa
reviews-people-caption = Quienes revisan
reviews-people-empty = Todavía no revisa nadie. Nombre al menos a tres personas de centros distintos.
reviews-column-name = Nombre
reviews-column-school = Centro
reviews-column-open = Abiertas
reviews-column-recent = Últimos 28 días
reviews-column-week = Por semana
reviews-may-rule = { $name }, puede resolver
reviews-not-seen = { $name }, sin aparecer últimamente
reviews-badges = Lo que se puede solicitar
reviews-badges-caption = Logros
reviews-badges-empty = Todavía no hay nada publicado.
reviews-column-achievement = Logro
reviews-column-claims = Solicitudes
reviews-claimed = Se puede solicitar con evidencias
reviews-not-claimed = Solo lo concede su organización
reviews-name-title = Nombrar a quien revise
reviews-email = Correo electrónico
reviews-email-hint = Se le pide por correo y no necesita cuenta
reviews-school-hint = Quienes trabajan juntos no se evalúan entre sí
reviews-district = Distrito
reviews-district-hint = Se puede dejar vacío
reviews-per-week = Revisiones por semana
reviews-per-week-hint = 3 si se deja vacío
reviews-ruling = Resolución
reviews-ruling-box = Puede resolver cuando los pares no lo consiguen
reviews-name-button = Nombrar para revisar

## Cómo se revisan las evidencias

review-rules-title = Revisión de { $name }
review-rules-heading = Cómo se revisan las evidencias
review-rules-fact-rubric = Rúbrica
review-rules-fact-version = de la versión { $version }
review-rules-fact-rubric-hash = Huella de la rúbrica (SHA-256)
review-rules-fact-policy-hash = Huella de la política (SHA-256)
review-rules-open = Solicitudes
review-rules-open-yes = Se puede solicitar con evidencias
review-rules-open-no = No se solicita
review-rules-peers = Pares
review-rules-peers-hint = Nadie decide en solitario
review-rules-peers-one = Una sola persona revisa y decide
review-rules-peers-two = Dos pares, tres cuando no están de acuerdo
review-rules-peers-three = Tres pares, hasta cinco
review-rules-names = Nombres
review-rules-names-double = Ninguna parte ve el nombre de la otra
review-rules-names-single = Los pares ven el nombre de quien solicita, pero no al revés
review-rules-names-open = Todos ven a todos
review-rules-before = Antes de que lo vean los pares
review-rules-before-time = Les llega pasados 30 minutos
review-rules-before-look = Un propietario o moderador lo mira primero
review-rules-kinds = Evidencias que no pueden faltar
review-rules-rating = ¿Se valora antes cada persona a sí misma?
review-rules-yes = Sí
review-rules-no = No
review-rules-trial = ¿Se prueba antes a quienes revisan con trabajos conocidos?
review-rules-trial-hint = Hace falta un conjunto equilibrado de trabajos de niveles conocidos
review-rules-trial-gate = Sí: quien lo deja pasar todo, o nada, no cuenta hasta que lo haga mejor
review-rules-trial-weights = Sí, y las revisiones pesan según el resultado
review-rules-keep = Las solicitudes ya presentadas conservan las reglas de aquel día.
review-rules-save = Guardar
review-rules-cancel = Cancelar

## Trabajos conocidos

review-known-page = Trabajos conocidos para { $name }
review-known-title = Trabajos de niveles conocidos
review-known-why = Con ellos se prueba a quienes revisan antes de que sus revisiones cuenten. La mitad de los niveles debería quedar por debajo de lo exigido: solo así se ve quién lo deja pasar todo.
review-known-balanced = El conjunto está equilibrado. Puede probar con él a quienes revisan.
review-known-set = El conjunto
review-known-empty = Todavía no hay ninguno. Tome trabajos antiguos, sin los nombres, y acuerden qué niveles tienen.
review-known-piece = Trabajo { $number }
review-known-add-title = Añadir un trabajo
review-known-work = El trabajo
review-known-work-hint = Como texto, sin nombres
review-known-add = Añadirlo

## Cómo va la revisión

insight-title = Cómo va la revisión
insight-spread = Cómo se reparten las revisiones
insight-spread-is = { $gini } (0 es por igual, 1 es una sola persona)
insight-helpful = Comentarios que resultaron útiles
insight-helpful-is = { $helpful } de { $said }, en trabajos aceptados
insight-nothing = Todavía no se ha evaluado nada. En cuanto se decidan solicitudes, aquí verá cuánto coinciden quienes revisan y cuánto se tarda.
insight-rubric = { $name }, versión { $version }
insight-caution = Revise la redacción de { $names }: quienes revisan la leen de manera distinta. Hasta entonces, que evalúen tres.
insight-criterion = «{ $name }»
insight-decisions = Decisiones
insight-decisions-are = { $count }, de las que { $accepted } aceptaron el trabajo
insight-moderated = Asumidas por un moderador
insight-appeals = Objeciones
insight-appeals-are = { $count }, de las que { $changed } cambiaron la decisión
insight-undecided = Sin decidir a tiempo
insight-time = Tiempo hasta la decisión
insight-time-is = { $half } para la mitad, { $most } para nueve de cada diez
insight-time-within = { $days ->
    [one] menos de un día
   *[other] menos de { $days } días
}
insight-agreement = Cuánto coinciden quienes revisan
insight-agreement-empty = Todavía no hay nada evaluado por dos personas.
insight-column-criterion = Criterio
insight-column-works = Trabajos
insight-column-alpha = Alfa
insight-column-ac1 = AC1
insight-column-equal = Iguales
insight-column-says = Qué dice
insight-not-known = no se sabe
insight-says-good = Bueno
insight-says-tentative = Provisional
insight-says-low = Bajo: revise su redacción
insight-says-unknown = Se sabe muy poco o todos los niveles son iguales
insight-days = Días desde la presentación hasta la decisión
insight-days-more = { $days } o más
insight-column-days = Días
insight-column-decisions = Decisiones
insight-table = Lo mismo como tabla
insight-figures = Qué significan las cifras
insight-figures-are = Alfa (Krippendorff, para niveles ordenados) es 1 cuando quienes revisan coinciden siempre y 0 cuando no coinciden más que por azar. A partir de 0,80 es bueno y a partir de 0,667, provisional; por debajo conviene revisar la redacción del criterio o hacer que evalúen tres. AC1 (Gwet) figura al lado porque alfa baja cuando casi todos los trabajos se parecen. Ambas se toman de los últimos 100 trabajos que evaluaron al menos dos personas, nunca de uno solo.
insight-chart = { $title }: de { $first } en { $start } a { $last } en { $end }; el máximo, { $highest } en { $peak }
insight-chart-one = { $title }: { $first } en { $start }
insight-chart-none = { $title }: todavía no hay valores

## Las reglas a prueba

simulator-title = Probar las reglas
simulator-intro = Las reglas de este servicio funcionan en cinco ciudades inventadas: ¿cuánto esperarían las solicitudes con las personas que revisan para su organización?
simulator-results = El resultado
simulator-caution = Las personas son inventadas: una visita cada cuatro días, dos de cada tres correos contestados, una cuarta parte que abandona. Sirve para comparar reglas; no promete plazos.
simulator-town = La ciudad
simulator-reviewers = Personas que revisan
simulator-schools = Centros a los que pertenecen
simulator-skills = Clases de insignias
simulator-skills-hint = Cada solicitud necesita quien revise una de ellas; de 1 a 40
simulator-claims = Solicitudes
simulator-days = Días en los que llegan
simulator-bounds = De { $least } a { $most }
simulator-rules = Las reglas
simulator-k = Pares que deciden
simulator-k-max = Pares como máximo
simulator-k-max-hint = Al menos los mismos
simulator-ruling = Resolución
simulator-ruling-box = Hay quien modera
simulator-run = Ponerlo en marcha
simulator-caption = El resultado en cinco ciudades
simulator-column-figure = Cifra
simulator-column-mean = Media
simulator-column-range = De, a
simulator-half = La mitad se decide en
simulator-most = Nueve de cada diez en
simulator-nearly-all = Noventa y nueve de cada cien en
simulator-week = Decididas en 7 días
simulator-never = Nunca decididas
simulator-moderator = Necesitan un moderador
simulator-uneven = Cómo de desigual es el reparto de las revisiones
simulator-mails = Correos a quienes revisan por cada solicitud
simulator-reviews = Revisiones por cada solicitud
simulator-in-days = { $number } días
simulator-not-all = no en todas
