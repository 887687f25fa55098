# Communities that judge for other organisations.

communities-title = Reviewing communities
communities-intro = A community can judge evidence for another organisation. Its reviewers are asked, and what they say about a badge is signed with the community's own key, so that everybody sees who judged. Both sides have to want it, and either can end it.
communities-by-others = Who judges for you
communities-by-nobody = Nobody but your own reviewers.
communities-for-others = What you judge for others
communities-for-nobody = Nothing. Others can ask you once yours is a community.
communities-ask = Ask a community
communities-achievement = Achievement
communities-name = Short name of the community
communities-name-hint = It stands at the end of the address of its page: /organisations/…
communities-send = Ask
communities-judge-since = Its members judge since { $day }.
communities-asked-since = Asked on { $day }. It has not answered yet.
communities-we-judge-since = Your members judge since { $day }.
communities-asks-since = It asks since { $day }.
communities-yes = Yes, our members judge
communities-no = No
communities-end = End it
communities-none = Write the short name of a community, other than yours.
communities-done = It is kept. The other side sees it on this page of theirs.
communities-link = Communities that judge for you, or for which you judge
