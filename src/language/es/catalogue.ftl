# El catálogo y la página de un logro.

catalogue-title = Catálogo
catalogue-title-for = { $query } en el catálogo
catalogue-search = Busque un nombre, una palabra o un estándar
catalogue-narrow = Acotar la lista
catalogue-apply = Aplicar
catalogue-take-away = Quitar
catalogue-clear = Quitar todo
catalogue-count = { $count ->
    [one] 1 logro
   *[other] { $count } logros
}
catalogue-shown = { $shown } de { $count } mostrados
catalogue-nothing-fits = Nada cumple todo esto. Pruebe con menos palabras o quite alguna de las opciones.
catalogue-show-all = Mostrar todos los logros
catalogue-empty = Todavía no hay nada publicado aquí. En cuanto una organización publique un logro, aparecerá aquí.
facet-subject = Materia
facet-grade = Nivel educativo
facet-framework = Marco
facet-type = Tipo
grades-band = Cursos { $band }

## Un logro

achievement-issued-by = Emitido por <a href="{ $href }"><bdi>{ $name }</bdi></a> <span class="quiet">(<bdi>{ $host }</bdi>)</span>
achievement-claim = Solicitar esta insignia
achievement-closed = { $name } ya no concede este logro. Las insignias ya concedidas siguen siendo válidas.
achievement-criteria = Qué hay que hacer
achievement-criteria-page = La página del propio emisor sobre los criterios
achievement-rubric = Cómo se evalúa
achievement-rubric-caption = Qué se mira y qué alcanza cada nivel
achievement-review = Cómo se revisa
achievement-standards = Estándares a los que responde
achievement-in-short = En resumen
achievement-version-newest = Esta es la versión { $version }. Las insignias de versiones anteriores quedan como estaban.
achievement-version-older = Esta es la versión { $version }, por la que se concedieron insignias. La más reciente es la versión { $newest }.
achievement-fingerprint = Huella de esta versión (SHA-256)
achievement-grades = Cursos
achievement-credits = Créditos
achievement-language = Idioma
achievement-valid-for = Validez
achievement-valid-days = { $days ->
    [one] 1 día desde la concesión
   *[other] { $days } días desde la concesión
}
achievement-published = Publicado

## Tipos de logros (Open Badges 3.0, AchievementType)

kind-Achievement = Logro
kind-ApprenticeshipCertificate = Certificado de aprendizaje de oficio
kind-Assessment = Evaluación
kind-Assignment = Tarea
kind-AssociateDegree = Grado asociado
kind-Award = Premio
kind-Badge = Insignia
kind-BachelorDegree = Grado universitario
kind-Certificate = Certificado
kind-CertificateOfCompletion = Certificado de finalización
kind-Certification = Certificación
kind-CommunityService = Servicio a la comunidad
kind-Competency = Competencia
kind-Course = Curso
kind-CoCurricular = Actividad complementaria
kind-Degree = Titulación
kind-Diploma = Diploma
kind-DoctoralDegree = Doctorado
kind-Fieldwork = Trabajo de campo
kind-GeneralEducationDevelopment = Educación general
kind-JourneymanCertificate = Certificado de oficial
kind-LearningProgram = Programa de aprendizaje
kind-License = Licencia
kind-Membership = Membresía
kind-ProfessionalDoctorate = Doctorado profesional
kind-QualityAssuranceCredential = Credencial de garantía de calidad
kind-MasterCertificate = Certificado de maestría de oficio
kind-MasterDegree = Máster
kind-MicroCredential = Microcredencial
kind-ResearchDoctorate = Doctorado de investigación
kind-SecondarySchoolDiploma = Título de educación secundaria

## Idiomas por su nombre

tongue-ar = Árabe
tongue-de = Alemán
tongue-en = Inglés
tongue-es = Español
tongue-fa = Persa
tongue-fr = Francés
tongue-hi = Hindi
tongue-ht = Criollo haitiano
tongue-it = Italiano
tongue-ja = Japonés
tongue-ko = Coreano
tongue-nl = Neerlandés
tongue-pl = Polaco
tongue-pt = Portugués
tongue-ru = Ruso
tongue-so = Somalí
tongue-tl = Tagalo
tongue-tr = Turco
tongue-uk = Ucraniano
tongue-ur = Urdu
tongue-vi = Vietnamita
tongue-zh = Chino

## Insignias que se siguen de otras

follows-all = Quien tiene todas estas insignias la recibe sin más.
follows-all-ordered = Quien tiene todas estas insignias, conseguidas una tras otra en este orden, la recibe sin más.
follows-some = Quien tiene { $required } de estas { $count } insignias la recibe sin más.
follows-some-ordered = Quien tiene { $required } de estas { $count } insignias, conseguidas una tras otra en este orden, la recibe sin más.
follows-title = Cómo se sigue de otras insignias
follows-own = Usted tiene { $own } de { $required }.
