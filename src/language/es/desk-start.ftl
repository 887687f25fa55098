# De una organización nueva a su primera insignia.

start-steps = Pasos
start-done = (hecho)
start-place = Paso { $step } de { $all }
start-later = Más tarde
start-back = Atrás
start-go-on = Seguir
start-publish = Publicar
start-step-name = Nombre
start-step-domain = Dirección web
start-step-linkedin = LinkedIn
start-step-achievement = Logro
start-step-review = Revisión
start-step-publish = Publicar
start-name-heading = ¿Cómo se llama su organización?
start-name-intro = El nombre figura en cada insignia que concede.
start-domain-heading = ¿Su dirección web prueba quién es?
start-domain-intro = Quien comprueba una insignia pide sus claves a esta dirección. Nadie más puede poner claves ahí.
start-linkedin-heading = ¿Tiene una página en LinkedIn?
start-linkedin-intro = Con su número, su logotipo figura junto a las insignias que la gente añade a sus perfiles.
start-achievement-heading = ¿Qué se puede conseguir?
start-achievement-intro = El primer logro. Más tarde puede cambiarlo todo.
start-review-heading = ¿Cómo se consigue?
start-review-intro = Lo conceden ustedes mismos, o la gente entrega evidencias y otras personas las miran.
start-publish-heading = ¿Listo para publicar?
start-publish-intro = Tendrá una página y figurará en el catálogo. A lo publicado solo le puede seguir una versión nueva.

## La organización

start-name-hint = Tal como figura en cada insignia
start-description = A qué se dedica
start-description-hint = Una o dos frases; opcional
start-url = Sitio web
start-url-hint = Opcional; empieza por https://
start-email-hint = Adónde puede escribir quien tenga preguntas sobre las insignias; opcional
start-domain-public = Cualquiera puede consultar la dirección, con cifrado.
start-domain-local = Este servicio funciona en una dirección que solo existe en esta máquina: sirve para probar. Quien lo lleva fija base_url antes de la primera insignia que cuente.
start-domain-read = Sus claves se acaban de leer ahí, como las leería cualquiera.
start-domain-unread = Sus claves no se pudieron leer ahí: { $why } Enséñelo a quien lleva el servicio; puede seguir.
start-domain-identifier = Identificador
start-domain-keys = Claves
start-domain-again = Mirar otra vez

## LinkedIn

start-linkedin = Número de su página de LinkedIn
start-linkedin-hint = Figura en la dirección cuando administra la página: linkedin.com/company/123456/admin
start-linkedin-show = Mostrar lo que se verá
start-linkedin-told = Lo que se dice a LinkedIn
start-linkedin-page = Mire esta página en LinkedIn: ¿es la suya?
start-linkedin-with = La página con el número { $number }, con su logotipo
start-linkedin-without = «{ $name }» como texto, sin logotipo
start-linkedin-name = El nombre del logro
start-linkedin-url = La página de la propia insignia

## Revisión, publicación

start-review = ¿Quién mira las evidencias?
start-review-hint = Puede cambiarlo más tarde, para cada logro
start-review-none = Nadie: lo conceden ustedes mismos
start-review-one = Un revisor
start-review-two = Dos pares, tres si no coinciden
start-review-three = Tres pares, hasta cinco
start-missing = Describa primero qué se puede conseguir.
start-ready-none = Lo conceden ustedes mismos.
start-ready-whole = Se puede solicitar con evidencias. Los revisores las evalúan en conjunto, alcanzado o todavía no; nómbrelos en «Revisiones».
start-ready-rubric = Se puede solicitar con evidencias, que se evalúan con su rúbrica; nombre a los revisores en «Revisiones».
start-criterion = Evidencias
start-level-not-yet = Todavía no
start-level-not-yet-text = Las evidencias todavía no muestran lo que piden los criterios.
start-level-met = Alcanzado
start-level-met-text = Las evidencias muestran lo que piden los criterios.
