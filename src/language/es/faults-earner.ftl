# Por qué algo no se hizo para quien obtuvo una insignia.

fault-earner-called-back = Quien concedió esta insignia la anuló antes de que se aceptara, así que ya no hay nada que contestar.
fault-earner-share-first = Acepte primero la insignia; después podrá enseñarla a otras personas.
fault-earner-only-address = Esta es su única dirección; añada otra antes de quitarla.
fault-earner-link-over = Este enlace ya se usó, es demasiado antiguo o lo pidió otra cuenta; pida uno nuevo.
fault-earner-other-reviews = La otra cuenta revisa para una organización: inicie sesión con ella y añada allí la dirección de esta.
fault-earner-judged-each-other = Una de las dos cuentas valoró trabajos de la otra, así que no pueden unirse; hable con quien administra este sitio.
fault-earner-name-withdrawn = Esta insignia se retiró; su nombre ya no se puede corregir.
fault-earner-name-asked = Ya lo ha pedido; el emisor todavía no ha contestado.
fault-earner-name-over = Esta insignia ya no está vigente; concédala de nuevo.
fault-earner-name-answered = Esta petición ya se contestó.
fault-earner-last-owner = Es la última persona propietaria de una organización de aquí; nombre antes a otra.
fault-earner-erased = Esta insignia se borró por deseo de la persona que la obtuvo.
