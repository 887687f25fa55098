# La respuesta a muchas insignias a la vez.

many-title = Muchas insignias
many-not-kept = Nada de lo que ha entregado se guarda, así que conserve la tabla si la necesita más tarde.
many-to-check = { $count } insignias por comprobar.
many-step = { $count } de { $total } comprobadas, { $rate } por segundo, { $left }.
many-seconds-left = { $seconds ->
    [one] queda un segundo aproximadamente
   *[other] quedan unos { $seconds } segundos
}
many-minutes-left = quedan unos { $minutes } minutos
many-stop = Detener
many-end = Comprobadas todas: { $count }.
many-end-after = Comprobadas todas ({ $count }) en { $seconds } segundos.
many-headline = { $valid ->
    [one] 1 de { $count } insignias es válida
   *[other] { $valid } de { $count } insignias son válidas
}
many-others = { $invalid ->
    [one] 1 no es válida, { $open } no se pudieron comprobar.
   *[other] { $invalid } no son válidas, { $open } no se pudieron comprobar.
}
many-missing = { $count } no se miraron porque se tardó demasiado. Entréguelas de nuevo.
many-too-long = La lista para programas es demasiado larga para esta página; elija «Descargar como líneas JSON» en el formulario.
many-keep-csv = Guardar como tabla (CSV)
many-keep-json = Guardar para programas (JSON)
many-more = Comprobar más insignias
many-show = Mostrar
many-show-all = Todas
many-nobody = De nadie de su lista
many-all = Todas las insignias
many-caption = Todas las insignias, en el orden en que se entregaron
many-checks = Comprobaciones
many-all-checks = Todas las comprobaciones
many-in-order = En orden: { $names }.
many-calls-itself = se llama a sí mismo «<bdi>{ $name }</bdi>»
many-not-compared = Sin comparar: nadie responde de lo que dice
many-ignoring-case = si no se distinguen mayúsculas
many-weak = por una huella débil (MD5), que prueba poco
many-applicants = Candidatos
many-applicants-caption = Candidatos y sus insignias
many-applicant = Candidato
many-contact = Correo o identificador
many-badges = Insignias
many-none = Ninguna
many-has-valid = { $valid } válidas
many-has-both = { $valid } válidas, { $other } no válidas o desconocidas
many-proven = { $proven } de { $people } candidatos tienen aquí una insignia que está probado que es suya. Insignias de nadie de su lista: { $strangers }.
many-uncompared = Sin comparar, porque nadie responde de lo que dicen: { $count }.
