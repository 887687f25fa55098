# Lo que rodea a cada página y las piezas que las páginas comparten.

## Idiomas, días

language-choose = Idioma
date-day = { $day } de { $month } de { $year }
date-minute = { $day }, { $time } UTC
date-month = { $month } de { $year }
month-1 = enero
month-2 = febrero
month-3 = marzo
month-4 = abril
month-5 = mayo
month-6 = junio
month-7 = julio
month-8 = agosto
month-9 = septiembre
month-10 = octubre
month-11 = noviembre
month-12 = diciembre

## Marco

skip-link = Ir al contenido
nav-main = Principal
nav-catalogue = Catálogo
nav-verify = Verificar
nav-desk = Escritorio
nav-badges = Insignias
nav-claims = Solicitudes
nav-bench = Mesa de revisión
nav-sign-out = Cerrar sesión
nav-sign-in = Iniciar sesión
nav-signed-in = Sesión iniciada
footer-what = { $site } emite y comprueba insignias Open Badges 3.0.
footer-verify = Verificar una insignia
footer-all = Todos los logros
footer-programs = Para programas
crumbs-here = Está usted aquí
for-programs = Esta página para programas (JSON)
to-first-page = A la página de inicio

## Piezas

banner-label = Veredicto
banner-calls-itself = Se llama a sí mismo «<bdi>{ $name }</bdi>».
banner-checked = Comprobado: { $when }.
trust-whose-list = La lista de <bdi>{ $list }</bdi>
trust-add = Añadir este emisor a su lista
bundle-as-of = Cierto a fecha de { $when }
bundle-today = Hoy:
check-means = Qué significa:
rubric-criterion = Criterio
rubric-required = Exigido
rubric-reached = Alcanzado
evidence-fingerprint = Huella del archivo que se evaluó:
experts-details = Detalles para expertos
copy-button = Copiar
pager-label = Páginas de esta lista
pager-previous = Anterior
pager-next = Siguiente
table-choose = Elegir
table-choose-all = Elegir todo en esta página
table-choose-one = Elegir { $label }

## Formularios

form-problem = Hay un problema
form-error = Error:

## Lo que dice el script

script-copied = Copiado
script-keys = Pulse Ctrl+C
script-selected = Seleccionado. Pulse Control y C para copiar.
script-checking = Comprobando…
script-checked = Comprobado ahora mismo, a las %.
script-failed = No ha funcionado. Revise su conexión e inténtelo de nuevo.
