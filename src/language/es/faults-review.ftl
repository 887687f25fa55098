# Lo que hay que corregir: las frases de otras partes del programa, dichas en español.

## Solicitudes y evidencias

fault-review-claim-state = Esto no se puede hacer mientras la solicitud está en el estado «{ $state ->
    [draft] en preparación
    [screening] por revisar antes de los pares
    [in_review] con los pares
    [moderation] a la espera de resolución
    [accepted] aceptada
    [not_yet] todavía no
    [returned] devuelta
    [appeal] con una objeción
    [not_decided] sin decidir a tiempo
    [issued] insignia emitida
    [withdrawn] retirada
    [closed] cerrada
    [void] anulada
   *[other] { $state }
}».
fault-review-claimant-only = Solo puede hacerlo quien presentó la solicitud.
fault-review-not-complete = El trabajo todavía no se puede presentar: { $found }
fault-review-attempts-used = Se han gastado los { $count } intentos; un mentor puede autorizar uno más.
fault-review-too-late = El plazo para esto ha terminado.
fault-review-other-terms = La solicitud se evalúa con otra versión de la rúbrica o de la política.
fault-review-stale-check = Hay que comprobar ahora, para esta solicitud, si esta persona puede hacerlo.
fault-review-slot-taken = El puesto { $slot } no está libre.
fault-review-other-draw = El sorteo no es el siguiente de esta solicitud o eligió a otra persona.
fault-review-not-assigned = Este trabajo no está, o ya no está, con esta persona.
fault-review-already-assigned = Esta persona tiene, tuvo o devolvió este trabajo.
fault-review-other-work = El trabajo ha cambiado desde que se abrió; cárguelo de nuevo.
fault-review-comment-missing = Escriba al menos 30 letras junto al nivel de «{ $criterion }».
fault-review-done-already = Esto ya se había hecho.
fault-review-no-reason = Dé un motivo por escrito.
fault-review-no-such-evidence = No existe esa evidencia.
fault-review-other-credential = Ya se emitió otra credencial para esta solicitud.
fault-review-levels-missing = Elija un nivel para cada criterio.
fault-review-no-evidence = no hay evidencias; añada al menos una
fault-review-too-much-evidence = hay { $count } evidencias; quienes revisan reciben 50 como máximo
fault-review-evidence-twice = una evidencia está adjunta dos veces
fault-review-evidence-kind = quienes revisan necesitan ver evidencias de la clase «{ $kind ->
    [artefact] producto
    [reflection] reflexión
    [observation] observación
    [student_impact] efecto en el alumnado
   *[other] { $kind }
}», y no hay ninguna
fault-review-evidence-pupils = diga de cada evidencia si se puede reconocer a algún alumno
fault-review-self-rating = valórese antes en «{ $criterion }» con uno de sus niveles
fault-review-with-reviewers = Las evidencias están con quienes revisan y ahora no se pueden cambiar.
fault-review-statement-long = Escriba como máximo 20.000 caracteres.
fault-review-school-long = Escriba como máximo 200 caracteres en una línea.
fault-review-emails = Escriba direcciones de correo como ada@school.example.
fault-review-email = Escriba una dirección de correo como ada@school.example.
fault-review-one-person = Nombre a una persona.
fault-review-five-people = Nombre como máximo a cinco personas.
fault-review-text-or-link = Escriba un texto o la dirección de algo: una de las dos cosas.
fault-review-text-long = Escriba como máximo 40.000 caracteres de texto.
fault-review-link-wrong = Escriba la dirección completa, empezando por https://.
fault-review-file-words-long = Diga en 2000 caracteres como máximo qué muestra el archivo.
fault-review-rating-wrong = Elija una de las tres.
fault-review-archived = Este logro está archivado y ya no se puede solicitar.

## Archivos

fault-review-text-file-large = Un archivo de texto tiene como máximo 1 MB.
fault-review-svg-evidence = Los dibujos en SVG no se admiten como evidencia; guárdelo como PNG.
fault-review-pdf-large = Un PDF tiene como máximo 8 MB.
fault-review-pdf-author = El PDF nombra a su autor. Quítelo de sus propiedades o imprímalo de nuevo en PDF, para que los pares no sepan quién es usted.
fault-review-file-large = El archivo ocupa { $size } bytes; el límite es { $limit }.
fault-review-picture-large = La imagen tiene { $width } x { $height } píxeles; el límite es { $limit } por lado.
fault-review-not-a-picture = Esto es { $found }; una imagen es un PNG, JPEG, WebP o SVG.
fault-review-picture-damaged = La imagen { $kind } está dañada o incompleta.
fault-review-svg-wrong = El SVG no se puede usar: { $why }
fault-review-svg-encoding = no está en UTF-8
fault-review-svg-empty = no hay nada en él que se pueda ver
fault-review-svg-closed-twice = un elemento se cierra dos veces
fault-review-svg-entities = declara entidades, que no se leen; guárdelo como SVG simple
fault-review-svg-open = un elemento no se cierra
fault-review-svg-deep = tiene más de 64 niveles de anidamiento
fault-review-svg-elements = tiene más de 10.000 elementos; simplifíquelo o súbalo como PNG
fault-review-svg-text = contiene más de 64 KB de texto
fault-review-svg-attributes = un elemento tiene más de 128 atributos
fault-review-svg-long = es más de cuatro veces más largo que ancho
fault-review-picture-size = Una imagen se puede dibujar con un ancho de { $smallest } a { $largest } píxeles, no de { $pixels }.
fault-review-qr-long = La dirección ocupa { $size } bytes; un código QR que se pueda leer admite { $limit }.
fault-review-found-gif = un GIF
fault-review-found-bmp-picture = una imagen BMP
fault-review-found-tiff-picture = una imagen TIFF
fault-review-found-icon-file = un archivo de icono
fault-review-found-photoshop-file = un archivo de Photoshop
fault-review-found-postscript-file = un archivo PostScript
fault-review-found-zip-archive = un archivo ZIP, como los de Word y PowerPoint
fault-review-found-empty-zip-archive = un archivo ZIP vacío
fault-review-found-gzip-archive = un archivo gzip; un SVGZ hay que descomprimirlo antes
fault-review-found-rar-archive = un archivo RAR
fault-review-found-7-zip-archive = un archivo 7-Zip
fault-review-found-old-office-document = un documento antiguo de Office
fault-review-found-text-document = un documento de texto
fault-review-found-windows-program = un programa de Windows
fault-review-found-linux-program = un programa de Linux
fault-review-found-script = un script
fault-review-found-sound-file = un archivo de sonido
fault-review-found-video = un vídeo
fault-review-found-jpeg-xl-picture = una imagen JPEG XL
fault-review-found-empty-file = un archivo vacío
fault-review-found-heic-photograph = una fotografía HEIC; expórtela antes como JPEG
fault-review-found-avif-picture = una imagen AVIF
fault-review-found-sound-file-or-video = un archivo de sonido o un vídeo
fault-review-found-text-in-utf-16 = un texto en UTF-16; un SVG tiene que estar en UTF-8
fault-review-found-file-of-an-unknown-kind = un archivo de tipo desconocido
fault-review-found-json-file = un archivo JSON
fault-review-found-text = un texto
fault-review-found-html-page = una página HTML
fault-review-found-xml-or-html-file = un archivo XML o HTML
fault-review-found-text-with-pointed-brackets = un texto con corchetes angulares

## Quienes revisan

fault-review-reason-missing = Diga en pocas palabras por qué. Solo lo ven quienes coordinan.
fault-review-load-again = Cargue el trabajo de nuevo y después preséntela.
fault-review-conflict = Hay un conflicto de intereses entre usted y este trabajo; devuélvalo y pasará a otra persona.
fault-review-other-moderator = Tiene que resolverlo otra persona: { $why }
fault-review-not-in-review = la solicitud no está en revisión
fault-review-no-skill = quien revisa no tiene ninguna de las competencias que pide el logro
fault-review-no-language = quien revisa no lee el idioma de las evidencias
fault-review-away = quien revisa está fuera
fault-review-full = quien revisa tiene todo el trabajo abierto que permite una semana
fault-review-paused = quien revisa está en pausa hasta que vuelva a aparecer
fault-review-untried = quien revisa no ha evaluado suficientes trabajos de niveles conocidos
fault-review-had-it = quien revisa tiene, tuvo o ya evaluó este trabajo
fault-review-appeal-fresh = una objeción la evalúan personas que no han visto la solicitud
fault-review-own-work = es su propio trabajo
fault-review-made-it-too = también participó en el trabajo
fault-review-same-school = es, o fue en los dos últimos años, del centro de quien solicita
fault-review-same-district = es, o fue en los dos últimos años, del distrito de quien solicita
fault-review-mentors = una persona dirige o acompaña a la otra
fault-review-declared = una de las dos personas declaró un conflicto
fault-review-mutual = quien solicita revisó el trabajo de esta persona en el último medio año
fault-review-away-order = El último día fuera viene después del primero.
fault-review-school-missing = Escriba el nombre del centro: quienes trabajan juntos no se evalúan entre sí.
fault-review-district-long = Escriba como máximo 200 caracteres.
fault-review-coach-comment = Escriba de 1 a 5000 caracteres.
fault-review-nothing-to-sign = En este momento no hay nada que autorizar.
fault-review-number = Escriba un número de { $least } a { $most }.

## Reglas y trabajos conocidos

fault-review-no-rubric = Este logro no tiene rúbrica. Añádale criterios con niveles, publíquelo y vuelva después.
fault-review-known-work-long = Escriba de 1 a 20.000 caracteres.
fault-review-not-tried-yet = Todavía no se puede probar a quienes revisan: { $why }
fault-review-known-level = el trabajo { $item } no tiene ningún nivel de la rúbrica para el criterio «{ $criterion }»
fault-review-known-unbalanced = el conjunto no está equilibrado: { $below } niveles quedan por debajo de lo exigido y { $reached } no; que sean mitad y mitad
fault-review-known-small = el conjunto es demasiado pequeño: cada lado necesita al menos 4 niveles y el menor tiene { $count }
fault-review-rubric = La rúbrica no se puede usar: { $why }
fault-review-policy = La política no se puede usar: { $why }
fault-review-rubric-criteria = una rúbrica tiene entre 1 y 30 criterios; esta tiene { $count }
fault-review-rubric-mandatory = ningún criterio es obligatorio; al menos uno tiene que serlo o se aceptaría cualquier cosa
fault-review-rubric-id = «{ $criterion }» no es un nombre de criterio; use hasta 60 letras, cifras, «-», «_» o «.»
fault-review-rubric-twice = dos criterios se llaman «{ $criterion }»
fault-review-rubric-levels = el criterio «{ $criterion }» tiene { $count } niveles; necesita entre 2 y 20
fault-review-rubric-level-names = el criterio «{ $criterion }» tiene un nivel sin nombre o dos niveles con el mismo nombre
fault-review-rubric-required = el criterio «{ $criterion }» exige el nivel { $required }; elija uno de 1 (el segundo más bajo) a { $highest }
fault-review-rubric-nameless = el criterio «{ $criterion }» no tiene un nombre que se pueda leer
fault-review-policy-reviewers = k es { $k }; deciden entre 1 y 9 personas
fault-review-policy-most = k_max es { $most }; es al menos k ({ $k }) y 15 como máximo
fault-review-policy-theta = theta es { $theta }; es más de 1/2 y 1 como máximo
fault-review-policy-stakes = cuando hay mucho en juego, k es al menos 3 y k_max al menos 5; aquí son { $k } y { $most }
fault-review-policy-timers = los plazos están desordenados: { $why }
fault-review-policy-attempts = hay { $count } intentos; tienen sentido entre 1 y 20
fault-review-policy-buckets = en un sorteo participan { $count } grupos; son 1 o 2
