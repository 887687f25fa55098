# Una insignia en una hoja de papel.

sheet-earned-by = Conseguida por { $name }
sheet-issued-by = Emitida por { $name }
sheet-awarded = Concedida el { $day }
sheet-until = Válida hasta el { $day }
sheet-why = Por qué se concedió
sheet-scan = Escanee para comprobar esta insignia, o abra
sheet-code = Código corto { $code }
sheet-print = Esta página es una copia impresa. Cuenta lo que esa dirección diga hoy: una insignia puede terminar o ser retirada.
sheet-font = Algunas letras de esta página no están en su tipo de letra; la dirección de arriba las muestra todas.
