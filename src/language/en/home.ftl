# The first page, organisations, an issuer's page.

home-title = Badges that say how they were earned
home-lead = Here teachers show what they can do, peers judge the evidence, and organisations award badges that anybody can check.
home-search = What would you like to learn or show?
search-button = Search
home-check = Did somebody send you a badge? <a href="/verify">Check whether it is genuine</a>.
home-fresh = No organisation awards badges here yet. If you run this place, sign in with the owner's link that the first start printed, and set up your organisation.
organisations-title = Organisations
organisations-all = All that award badges here
organisations-see-all = See all organisations
organisations-none = No organisation awards badges here yet.
organisations-on-page = { $count } on this page
organisation-logo = Logo of { $name }
earn-title = What you can earn
earn-nothing = Nothing is published yet.
earn-see-all = See all achievements
issuer-nothing = This organisation has not published an achievement yet.
issuer-others = See what others award
issuer-in-catalogue = See all of them in the catalogue
fact-identifier = Identifier
fact-did-document = DID document
community-title = A community
community-join = Ask to join
community-domain = What it is about
community-practice = How its members work
community-members = Members
