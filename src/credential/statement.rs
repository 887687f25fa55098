//! What one who judged says about a badge, in words that people read and programs take apart again.
//!
//! An `EndorsementCredential` of Open Badges 3.0 (`#endorsementcredential`) has one place for what is said: a comment. So
//! the comment is a sentence and a line of the same values. Only a text that says nothing else is a [`Statement`]: a
//! sentence that its line does not bear out is none (docs/decisions/0043). Knows no persons beyond what they are called
//! here.

/// The mark at the beginning of the line for programs.
const MARK: &str = "review v1";
/// Between the values of the line; no value has it.
const BETWEEN: &str = " | ";
/// How many values the line has, its mark included.
const VALUES: usize = 11;

/// As what somebody judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JudgeRole {
    /// One of several independent peers.
    Peer,
    /// A moderator, who ruled where peers could not.
    Moderator,
}

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finding {
    /// Everything that is needed.
    Met,
    /// Something was missing.
    NotMet,
}

/// Whether the one who judged saw whose work it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sight {
    /// No.
    Blind,
    /// Yes.
    Open,
}

/// A statement. Hashes are SHA-256 in hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// As what.
    pub role: JudgeRole,
    /// The name for this badge alone.
    pub pseudonym: String,
    /// The name that people know; only where everybody agreed to it.
    pub name: Option<String>,
    /// What was found.
    pub finding: Finding,
    /// Whether the earner could be seen.
    pub sight: Sight,
    /// The day, as `2026-06-03`.
    pub day: String,
    /// The name of the rubric.
    pub rubric: String,
    /// Its version.
    pub rubric_version: u32,
    /// The hash of the rubric.
    pub rubric_hash: String,
    /// The hash of the policy.
    pub policy_hash: String,
    /// The salted hash of the work that was judged.
    pub work_hash: String,
}

impl JudgeRole {
    fn word(self) -> &'static str {
        match self {
            Self::Peer => "peer",
            Self::Moderator => "moderator",
        }
    }
}

impl Statement {
    /// "Peer 3fa2c1d0", with the name that people know where there is one.
    pub fn who(&self) -> String {
        let word = match self.role {
            JudgeRole::Peer => "Peer",
            JudgeRole::Moderator => "Moderator",
        };
        match &self.name {
            Some(name) => format!("{word} {} ({name})", self.pseudonym),
            None => format!("{word} {}", self.pseudonym),
        }
    }

    /// What the one who judged found, as a sentence.
    pub fn sentence(&self) -> String {
        let found = match self.finding {
            Finding::Met => "found everything that is needed",
            Finding::NotMet => "found that something was missing",
        };
        let sight = match self.sight {
            Sight::Blind => ", without seeing whose it is",
            Sight::Open => "",
        };
        format!(
            "{} judged the evidence for this badge on the rubric “{}”, version {}{sight}, and {found}.",
            self.who(),
            self.rubric,
            self.rubric_version
        )
    }

    /// The comment of an endorsement: the sentence, and below it the line for programs.
    pub fn text(&self) -> String {
        let this = self.plain();
        let values = [
            MARK.to_owned(),
            format!("{} {}", this.role.word(), this.pseudonym),
            this.name.clone().map_or_else(|| "unnamed".into(), |name| format!("named {name}")),
            if this.finding == Finding::Met { "met" } else { "not met" }.into(),
            if this.sight == Sight::Blind { "blind" } else { "open" }.into(),
            this.day.clone(),
            format!("version {}", this.rubric_version),
            format!("rubric sha256:{}", this.rubric_hash),
            format!("policy sha256:{}", this.policy_hash),
            format!("work sha256:{}", this.work_hash),
            this.rubric.clone(),
        ];
        format!("{}\n\n{}", this.sentence(), values.join(BETWEEN))
    }

    /// The same with names on one line and without the sign that stands between values.
    fn plain(&self) -> Self {
        let line = |text: &str| text.replace('|', "/").split_whitespace().collect::<Vec<_>>().join(" ");
        Self { name: self.name.as_deref().map(line), rubric: line(&self.rubric), ..self.clone() }
    }

    /// The statement that a comment is; `None` for any text that is not exactly one.
    pub fn parse(comment: &str) -> Option<Self> {
        let read = Self::read(values(comment)?)?;
        (read.text() == comment).then_some(read)
    }

    fn read(values: Vec<&str>) -> Option<Self> {
        let [_, who, name, finding, sight, day, version, rubric_hash, policy_hash, work_hash, rubric] =
            <[&str; VALUES]>::try_from(values).ok()?;
        let (role, pseudonym) = who.split_once(' ')?;
        let hash = |text: &str, what: &str| Some(text.strip_prefix(what)?.strip_prefix(" sha256:")?.to_owned());
        Some(Self {
            role: [JudgeRole::Peer, JudgeRole::Moderator].into_iter().find(|one| one.word() == role)?,
            pseudonym: pseudonym.to_owned(),
            name: name.strip_prefix("named ").map(str::to_owned),
            finding: if finding == "met" { Finding::Met } else { Finding::NotMet },
            sight: if sight == "blind" { Sight::Blind } else { Sight::Open },
            day: day.to_owned(),
            rubric: rubric.to_owned(),
            rubric_version: version.strip_prefix("version ")?.parse().ok()?,
            rubric_hash: hash(rubric_hash, "rubric")?,
            policy_hash: hash(policy_hash, "policy")?,
            work_hash: hash(work_hash, "work")?,
        })
    }

    /// Whose statement a comment claims to be, whether or not it is one: for naming what does not hold.
    pub fn claimed_by(comment: &str) -> Option<String> {
        let who = values(comment)?.get(1)?.chars().take(40).collect::<String>();
        who.split_once(' ').is_some_and(|(role, _)| matches!(role, "peer" | "moderator")).then_some(who)
    }
}

/// The values of the line for programs.
fn values(comment: &str) -> Option<Vec<&str>> {
    let line = comment.rsplit_once("\n\n")?.1;
    let values: Vec<&str> = line.splitn(VALUES, BETWEEN).collect();
    (values.first() == Some(&MARK)).then_some(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn statement() -> Statement {
        Statement {
            role: JudgeRole::Peer,
            pseudonym: "3fa2c1d0".into(),
            name: None,
            finding: Finding::Met,
            sight: Sight::Blind,
            day: "2026-06-03".into(),
            rubric: "Reading together".into(),
            rubric_version: 2,
            rubric_hash: "aa".repeat(32),
            policy_hash: "bb".repeat(32),
            work_hash: "cc".repeat(32),
        }
    }

    #[test]
    fn a_statement_is_read_back_as_it_was_written() {
        let named = Statement { name: Some("Ben Achebe".into()), sight: Sight::Open, ..statement() };
        let ruled = Statement { role: JudgeRole::Moderator, finding: Finding::NotMet, ..statement() };
        for one in [statement(), named, ruled] {
            assert_eq!(Statement::parse(&one.text()), Some(one));
        }
        assert_eq!(
            statement().sentence(),
            "Peer 3fa2c1d0 judged the evidence for this badge on the rubric “Reading together”, version 2, without seeing \
             whose it is, and found everything that is needed."
        );
    }

    #[test]
    fn names_with_signs_of_the_line_do_not_break_it() {
        let odd = Statement { rubric: "A | B\n\nreview v1 | peer x".into(), ..statement() };
        let read = Statement::parse(&odd.text()).expect("a statement");
        assert_eq!(read.rubric, "A / B review v1 / peer x");
        assert_eq!((read.pseudonym.as_str(), read.finding), ("3fa2c1d0", Finding::Met));
    }

    #[test]
    fn a_sentence_that_its_line_does_not_bear_out_is_no_statement_and_still_has_an_author() {
        let text = statement().text();
        for (from, to) in
            [("| met |", "| not met |"), ("found everything", "saw everything"), ("| blind |", "| open |")]
        {
            let altered = text.replacen(from, to, 1);
            assert_ne!(altered, text);
            assert_eq!(Statement::parse(&altered), None, "{altered}");
            assert_eq!(Statement::claimed_by(&altered).as_deref(), Some("peer 3fa2c1d0"));
        }
        for text in ["", "I like it.", "Nice\n\nreview v1", "Nice\n\nreview v1 | friend x | y"] {
            assert_eq!((Statement::parse(text), Statement::claimed_by(text)), (None, None), "{text}");
        }
    }
}
