# Describir, publicar y seguir los logros.

desk-achievements-caption = Logros por nombre
desk-achievements-change = Último cambio
desk-achievements-empty = Un logro dice qué se puede conseguir y cómo. Describa el primero.
desk-achievement-draft = Borrador
desk-achievement-published = Publicado, versión { $version }
desk-achievement-archived = Archivado, versión { $version }

## El formulario

desk-form-edit = Editar «{ $name }»
desk-form-note = La versión { $version } está publicada y queda como está. Lo que guarde es un borrador de la versión { $next }.
desk-form-save = Guardar como borrador
desk-form-publish = Publicar lo guardado
desk-form-what = Qué se puede conseguir
desk-form-name-hint = Tal como figura en la insignia
desk-form-description-hint = Una o dos frases sobre lo que sabe hacer quien tiene esta insignia
desk-form-criteria-hint = Lo que hay que hacer. Puede usar Markdown: **negrita**, listas, enlaces.
desk-form-type = Tipo
desk-form-language = Idioma
desk-form-language-hint = El idioma en el que escribe aquí
desk-form-found = Cómo se encuentra
desk-form-tags = Etiquetas
desk-form-tags-hint = Separadas por comas
desk-form-subject = Materia
desk-form-grades = Niveles educativos
desk-form-grade-band = De { $first } a { $last }
desk-form-credits = Créditos
desk-form-credits-hint = Un número, por ejemplo de horas de formación. Déjelo vacío si no hay.
desk-form-given = Cómo se concede
desk-form-review = Revisión
desk-form-review-hint = Quién mira las evidencias y cómo. Figura en la página del logro.
desk-form-valid-days = Días hasta que caduca una insignia
desk-form-valid-days-hint = Déjelo vacío si las insignias no caducan.
desk-form-holds = Suspensiones
desk-form-holds-hint = Una insignia en suspenso no es válida hasta que termina la suspensión. Algunos programas que comprueban insignias no conocen las suspensiones.
desk-form-holds-yes = Las insignias se pueden dejar en suspenso
desk-form-number-wrong = Escriba un número, por ejemplo 12, o déjelo vacío.
desk-form-name-missing = Dé un nombre al logro.
desk-form-description-missing = Diga en una frase qué sabe hacer quien tiene esta insignia.
desk-form-criteria-missing = Diga qué hay que hacer para conseguirlo.

## Estándares

desk-form-standards = Estándares a los que responde
desk-form-pick = Elegir de un marco
desk-form-pick-query = Un código o palabras de un estándar o una habilidad
desk-form-pick-target = Qué responde a él
desk-form-pick-whole = El logro entero
desk-form-pick-criterion = Criterio: { $name }
desk-form-pick-button = Buscar estándares
desk-form-pick-empty = Escriba un código o una palabra que buscar.
desk-form-pick-nothing = No hay nada parecido en los marcos de aquí. Pruebe con otra palabra o escriba el estándar abajo.
desk-form-pick-more = Hay más. Escriba más palabras.
desk-form-use = Usar
desk-form-rows-hint = Las filas sin nombre no se tienen en cuenta.
desk-form-standard = Estándar { $number }
desk-form-framework = Marco
desk-form-standard-name = Nombre del estándar
desk-form-address-hint = Dónde está publicado
desk-form-add-standard = Añadir un estándar

## La imagen

desk-form-shape = Forma
desk-form-colour = Color
desk-form-icon = Icono
desk-form-text = Texto en la imagen
desk-form-text-hint = Corto, o nada
desk-form-show = Mostrar la imagen
desk-form-upload = O su propia imagen
desk-form-upload-hint = PNG o SVG, cuadrada, de al menos 400 por 400
desk-form-drawn = Quitar mi imagen y dibujar una
desk-form-alt = Texto alternativo
desk-form-alt-hint = Lo que muestra la imagen, para quienes no la ven

## La rúbrica

desk-form-rubric = Rúbrica
desk-form-rubric-hint = Déjela vacía si concede sin rúbrica.
desk-form-rubric-own = Sus criterios tienen niveles propios, que este formulario no puede mostrar. La rúbrica queda como está.
desk-form-levels = Niveles, del más bajo al más alto
desk-form-level = Nivel { $number }
desk-form-level-1 = Inicial
desk-form-level-2 = En desarrollo
desk-form-level-3 = Competente
desk-form-criterion = Criterio { $number }
desk-form-criterion-name = Qué se mira
desk-form-required = Nivel que hay que alcanzar
desk-form-answers-to = Responde a:
desk-form-take-away = Quitar
desk-form-add-criterion = Añadir un criterio

## Desde el formulario

desk-form-versions = Versiones, y el borrador como página
desk-form-milestone = <a href="{ $href }">Concederlo sin más a quien tiene otras insignias</a> (hito)
desk-archive-title = Archivarlo
desk-archive-what = Sale del catálogo y ya no se concede. Las insignias ya concedidas quedan como están.
desk-archive-button = Archivar
desk-unarchive-title = Sacarlo del archivo
desk-unarchive-what = Vuelve al catálogo y se puede conceder otra vez.
desk-unarchive-button = Sacar del archivo

## Publicar

desk-publish-title = Publicar { $name }
desk-publish-heading = ¿Publicar «<span dir="auto">{ $name }</span>»?
desk-publish-version = Será la versión { $version }.
desk-publish-version-next = Será la versión { $version }. Las insignias de versiones anteriores quedan como estaban.
desk-publish-for-good = Lo publicado ya no se puede cambiar, solo puede seguirle una versión nueva.
desk-publish-button = Publicar
desk-publish-edit = Seguir editando
desk-point-same = El borrador es igual que la versión { $version }: no hay nada nuevo que publicar.
desk-point-wrong = { $field }: { $message }
desk-point-whole = Tiene nombre, descripción y criterios.
desk-point-no-rubric = No tiene rúbrica: se concede en conjunto.
desk-point-rubric = Cada criterio de la rúbrica tiene un nivel exigido.
desk-point-open = El criterio «{ $name }» no tiene un nivel que haya que alcanzar.
desk-point-no-standard = No responde a ningún estándar. Puede publicarlo de todos modos.
desk-point-standard = Dice a qué estándares responde.
desk-point-letters = El texto de la imagen tiene letras que no se pueden dibujar; se convierten en cuadros vacíos.

## Versiones

desk-versions-title = Versiones de { $name }
desk-versions-heading = Versiones de «<span dir="auto">{ $name }</span>»
desk-versions-keep = Las insignias conservan la versión en la que se concedieron.
desk-versions-none = Todavía no se ha publicado nada.
desk-versions-same = El borrador es igual que la versión { $version }.
desk-versions-differs = El borrador se aparta de la versión { $version }.
desk-versions-preview = Ver el borrador como página
desk-versions-edit = Editar el borrador
desk-versions-publish = Publicar el borrador
desk-versions-caption = Versiones publicadas, la más reciente primero
desk-versions-version = Versión
desk-versions-badges = Insignias
desk-preview-notice = Este es el borrador. Nadie más lo ve antes de que lo publique.

## Hitos

desk-milestone-title = Hito { $name }
desk-milestone-heading = Hito «<span dir="auto">{ $name }</span>»
desk-milestone-intro = Un hito se concede sin más a quien tiene bastantes de las insignias de abajo. Cada persona lo recibe una vez; las insignias retiradas, en suspenso o caducadas no cuentan.
desk-milestone-on = Cómo se concede
desk-milestone-by-itself = Sin más, cuando alguien tiene bastantes de las insignias de abajo
desk-milestone-by-people = Solo por personas
desk-milestone-parts = Insignias que cuentan
desk-milestone-part = Parte { $number }
desk-milestone-required = Cuántas de ellas
desk-milestone-required-hint = Vacío: todas
desk-milestone-required-wrong = Escriba un número, o déjelo vacío si son todas.
desk-milestone-order = Orden
desk-milestone-any = En cualquier orden
desk-milestone-path = Una tras otra, tal como están arriba
desk-milestone-caption = Personas según cuántas de las insignias tienen
desk-milestone-people = Personas
desk-milestone-got = La recibieron sin más

## Formas, colores e iconos de las imágenes dibujadas

drawn-alt = Una insignia dibujada: { $shape }, { $colour }, { $icon }
drawn-alt-text = Una insignia dibujada: { $shape }, { $colour }, { $icon } y las palabras «{ $text }»
drawn-shape-circle = Círculo
drawn-shape-shield = Escudo
drawn-shape-hexagon = Hexágono
drawn-shape-octagon = Octágono
drawn-shape-rosette = Roseta
drawn-shape-seal = Sello
drawn-shape-ribbon = Medalla con cinta
drawn-shape-arch = Arco
drawn-shape-tile = Cuadrado
drawn-colour-teal = Verde azulado
drawn-colour-ocean = Azul océano
drawn-colour-indigo = Añil
drawn-colour-plum = Ciruela
drawn-colour-berry = Frambuesa
drawn-colour-brick = Ladrillo
drawn-colour-amber = Ámbar
drawn-colour-moss = Musgo
drawn-colour-forest = Verde bosque
drawn-colour-slate = Pizarra
drawn-colour-paper = Papel
drawn-icon-book = Libro
drawn-icon-pencil = Lápiz
drawn-icon-speech = Bocadillos de diálogo
drawn-icon-people = Personas
drawn-icon-mentor = Mentoría
drawn-icon-lightbulb = Bombilla
drawn-icon-magnifier = Lupa
drawn-icon-puzzle = Pieza de puzle
drawn-icon-target = Diana
drawn-icon-clipboard = Lista de comprobación
drawn-icon-tick = Marca de visto
drawn-icon-chart = Gráfico
drawn-icon-calculator = Números
drawn-icon-code = Código
drawn-icon-computer = Ordenador
drawn-icon-padlock = Seguridad en línea
drawn-icon-atom = Átomo
drawn-icon-flask = Matraz
drawn-icon-leaf = Hoja
drawn-icon-sprout = Crecimiento
drawn-icon-globe = Globo terráqueo
drawn-icon-compass = Brújula
drawn-icon-mountain = Montaña
drawn-icon-scales = Justicia
drawn-icon-heart = Corazón
drawn-icon-star = Estrella
drawn-icon-cap = Birrete
drawn-icon-music = Música
drawn-icon-palette = Arte
drawn-icon-camera = Cámara
drawn-icon-microphone = Micrófono
drawn-icon-cog = Engranaje
drawn-icon-clock = Reloj
