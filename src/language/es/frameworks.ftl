# Marcos de estándares y habilidades: mirar, buscar, incorporar.

frameworks-title = Estándares y habilidades
frameworks-intro = Los logros responden a estándares y habilidades que otros publicaron. Busque lo que quiere demostrar y vea qué puede conseguir con ello.
frameworks-search = Un código o palabras de un estándar o una habilidad
frameworks-all = Todos los marcos
frameworks-none = Todavía no hay ningún marco. Las organizaciones los incorporan desde sus escritorios.
frameworks-items = { $count ->
    [one] 1 enunciado
   *[other] { $count } enunciados
}
frameworks-nothing = No hay nada parecido. Pruebe con menos letras o con otra palabra.
frameworks-found = { $count ->
    [one] 1 encontrado
   *[other] { $count } encontrados
}
frameworks-found-first = Los primeros { $count } encontrados
frameworks-as-of = a fecha de { $when }
frameworks-published = Dónde está publicado
frameworks-achievements = Logros que responden a él
frameworks-tree = Todos los enunciados
frameworks-below = { $count } debajo
frameworks-cut = Aquí no se muestra todo. Abra un enunciado para ver lo que tiene debajo, o busque.
frameworks-parts = Lo que le pertenece
frameworks-earn = Lo que puede conseguir con ello
frameworks-earn-none = Todavía ningún logro responde a él.
frameworks-retired = Su marco ya no tiene este enunciado. Las insignias que lo nombran lo conservan como era.
frameworks-kind = Tipo
