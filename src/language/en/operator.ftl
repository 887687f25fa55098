# The page of those who run this place, and the page about the interface for programs.

operator-title = Mail that was not sent
operator-server = Mail leaves this machine over the mail server that is set up; nothing is kept here.
operator-kept = No mail server is set up (<code>mail.smtp</code>), so mails are kept here until the service stops: the last hundred. Links in them let people in. Hand each to the person whose address stands over it, and to nobody else.
operator-none = There is nothing to pass on.

## For programs

api-intro = Version { $version }. Everything that the pages do, programs can do over HTTP with JSON. The whole description: <a href="{ $href }">OpenAPI 3.1</a>.
api-key-how = Send your key as <code>Authorization: Bearer …</code>. Owners make keys on their organisation's desk. Errors are <code>application/problem+json</code> (RFC 9457).
api-none = There are no operations.
api-scope = The key needs <code>{ $scope }</code>.
api-people = For people who are signed in.
api-no-key = No key needed.
api-required = required
