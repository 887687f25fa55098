# Conceder a todas las personas de una tabla.

import-title = Conceder a una lista entera
import-intro = Entregue una tabla con una persona en cada fila. No se concede nada antes de que haya visto qué pasa con cada fila.
import-table = Tabla
import-table-hint = CSV, con comas, puntos y comas o tabuladores, de hasta { $limit } y con cualquier número de filas. Necesita una columna con direcciones de correo; también se entienden nombre, primer día, último día, evidencias y niveles.
import-paste = Pegar las filas
import-rows = Filas
import-paste-hint = Cópielas en su hoja de cálculo, con la primera línea, y péguelas aquí
import-pasted = Filas pegadas
import-file-missing = Elija un archivo o pegue las filas.
import-duplicates = ¿Qué pasa con quienes ya tienen esta insignia?
import-deny = Nada: conservan la insignia que tienen
import-replace = La insignia anterior se retira y reciben una nueva
import-allow = La reciben otra vez
import-look = Mirar las filas
import-earlier = Listas anteriores
import-earlier-list = Lista
import-earlier-uploaded = Entregada
import-earlier-awarded = { $done } de { $all } concedidas
import-forgotten = Una lista se olvida 90 días después de su último cambio. Las insignias quedan.

## La página de una lista

import-lists = Listas
import-achievement = Logro: <a href="{ $href }" dir="auto">{ $name }</a>.
import-trouble = La concesión se detuvo: { $why }
import-running = Se están concediendo las insignias
import-leave = { $progress }. Puede dejar esta página; continúa sola.
import-stop = Detener
import-waiting = A la espera del { $when }
import-waiting-what = Las insignias se conceden ese día sin más, con ese día como el primero salvo que una fila diga otro.
import-call-off = Anularlo
import-later = Conceder otro día
import-day = Día
import-day-hint = Se conceden cuando empieza ese día, en UTC. Puede anularlo antes.
import-plan = Programarlo
import-award = { $count ->
    [one] Conceder { $count } insignia
   *[other] Conceder { $count } insignias
}
import-shows = Filas según lo que pasa con ellas
import-mend = Cambiar filas
import-row = Fila { $number }
import-leave-out = Dejar fuera la fila { $number }
import-save-rows = Guardar estas filas
import-badges = <a href="{ $href }">Las insignias de esta lista</a>, para mirarlas o retirarlas juntas
import-result = Descargar la tabla con lo que pasó con cada fila (CSV)
import-columns = Qué contienen las columnas
import-column = Columna { $number }
import-example = Por ejemplo: <bdi>{ $sample }</bdi>
import-days = ¿Cómo están escritos los días?
import-days-hint = Solo donde una fecha lo deja abierto
import-day-first = Primero el día: 3/5/2026 es el tres de mayo
import-month-first = Primero el mes: 5/3/2026 es el tres de mayo
import-look-again = Mirar otra vez las filas
import-forget = Olvidar esta lista
import-forget-what = Las insignias ya concedidas quedan.

## Cómo va

import-no-email = No se sabe qué columna contiene las direcciones de correo. Dígalo abajo.
import-sum-awarded = { $count ->
    [one] Se ha concedido { $count } insignia.
   *[other] Se han concedido { $count } insignias.
}
import-sum-rest = { $count ->
    [one] Se puede conceder { $open } de { $count } fila.
   *[other] Se pueden conceder { $open } de { $count } filas.
}
import-sum-open = { $count ->
    [one] Ahora se puede conceder { $open } de { $count } fila.
   *[other] Ahora se pueden conceder { $open } de { $count } filas.
}
import-sum-wrong = { $count ->
    [one] Hay que corregir { $count } fila.
   *[other] Hay que corregir { $count } filas.
}
import-done = { $done } de { $all } concedidas
import-done-rate = { $done } de { $all } concedidas, { $rate } por segundo, falta cerca de { $left }
import-seconds = { $count ->
    [one] { $count } segundo
   *[other] { $count } segundos
}
import-minutes = { $count ->
    [one] { $count } minuto
   *[other] { $count } minutos
}

## Filas

import-kind-all = Todas las filas
import-kind-ready = Se concederán
import-kind-replaces = Sustituirán a una insignia anterior
import-kind-has = Ya la tienen
import-kind-twice = Están en una fila anterior
import-kind-wrong = Por corregir
import-kind-left = Fuera
import-kind-awarded = Concedidas
import-head-row = Fila
import-head-what = Qué pasa
import-head-change = Cambiar
import-change-row = Cambiar la fila { $number }
import-none-like = Ninguna fila es así.
import-range = Filas { $first } a { $last }
import-will-ready = Se concederá
import-will-replace = Se concederá; la insignia anterior se retira
import-will-has = Ya tiene la insignia: no pasa nada
import-will-twice = Está en una fila anterior: no pasa nada
import-will-left = Fuera
import-will-awarded = Concedida
import-will-wrong = Por corregir: { $why }

## Columnas

import-holds-nothing = Nada para nosotros
import-holds-given-name = Nombre de pila
import-holds-family-name = Apellidos
import-holds-narrative = Por qué se concede
import-holds-credits = Créditos obtenidos
import-holds-level = Nivel alcanzado: { $name }
