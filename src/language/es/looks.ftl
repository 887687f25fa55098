# Lo que se vio al mirar enlaces e insignias que son evidencia.

seen-not-yet = Nadie ha mirado todavía la dirección; ocurre en menos de un minuto.
seen-unreadable = El { $day } no se pudo leer nada ahí: { $why }.
seen-read = Leído el { $day } (SHA-256 { $hash }…).
seen-same = El { $day } seguía estando lo mismo.
seen-changed = El { $day } había otra cosa; muchas páginas cambian por sí solas.
seen-gone = El { $day } ya no se pudo leer nada ahí: { $why }.
seen-badge-not-yet = Nadie ha verificado todavía la insignia; ocurre en menos de un minuto.
seen-badge-unreadable = El { $day } no se pudo verificar la insignia: { $why }.
seen-badge = Verificada el { $day }: { $state }.
seen-badge-is = La insignia «{ $name }» de { $issuer }.
