//! Files that operators bring in to become records.

use super::{Meeting, Organisation};
use crate::graphql::codes::{ImportCertainty, ImportOutcome, ImportSettling};
use crate::graphql::scalar::DateTime;
use crate::graphql::viewing::{ImportReadingOf, viewing};
use application::imports::{self, Reading};
use async_graphql::{Context, ID, Object, Result, SimpleObject};
use domain::text::{Language, Text};

/// A file (import) that an operator brought in to become a record: what was read in it, and what became of it. Nothing of
/// it is public.
#[derive(Debug, Clone)]
pub struct Import(pub imports::Import);

fn count(value: usize) -> i32 {
    i32::try_from(value).unwrap_or(i32::MAX)
}

fn in_language(words: &imports::Words, language: Language) -> String {
    let text = Text::new(words.sv.as_str(), words.en.as_str());
    text.in_language(language).to_owned()
}

/// A file (import) that an operator brought in to become a record: what was read in it, and what became of it. Nothing of
/// it is public.
#[Object]
impl Import {
    /// What the journal names it by.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Whose operator brought it in.
    async fn organisation(&self, context: &Context<'_>) -> Result<Option<Organisation>> {
        let found = viewing(context).one(self.0.owner).await?;
        Ok(found.map(Organisation))
    }

    /// What it was brought in with; null where nobody said.
    async fn batch(&self) -> Option<&str> {
        self.0.batch.as_deref()
    }

    /// The file's name.
    async fn file_name(&self) -> &str {
        &self.0.file
    }

    /// What the file is by its content; null where it is none of what is read.
    async fn media_type(&self) -> Option<&str> {
        self.0.media.as_deref()
    }

    /// Bytes.
    async fn size(&self) -> i64 {
        i64::try_from(self.0.size).unwrap_or(i64::MAX)
    }

    /// SHA-256 of the file, hexadecimal: the same file is known again by it.
    async fn sha256(&self) -> &str {
        &self.0.digest
    }

    /// When it came.
    async fn uploaded_at(&self) -> DateTime {
        DateTime(self.0.at)
    }

    /// Who brought it: issuer and subject.
    async fn uploaded_by(&self) -> &str {
        &self.0.by
    }

    /// What became of it.
    async fn outcome(&self) -> ImportOutcome {
        self.0.outcome.into()
    }

    /// Why it gives no minutes: a code such as NO_TEXT_LAYER; null where it does.
    async fn refusal_code(&self) -> Option<&str> {
        let refusal = self.0.refusal.as_ref();
        refusal.map(|refusal| refusal.code.as_str())
    }

    /// Why it gives no minutes, in words.
    async fn refusal_reason(&self, context: &Context<'_>) -> Option<String> {
        let language = viewing(context).language;
        let refusal = self.0.refusal.as_ref();
        refusal.map(|refusal| in_language(&refusal.text, language))
    }

    /// Pages of its text.
    async fn page_count(&self) -> i32 {
        count(self.0.counts.pages)
    }

    /// Items of the minutes.
    async fn item_count(&self) -> i32 {
        count(self.0.counts.items)
    }

    /// Doubtful fields that nobody has settled.
    async fn doubtful_count(&self) -> i32 {
        count(self.0.counts.doubtful)
    }

    /// Missing facts that nobody has settled.
    async fn missing_count(&self) -> i32 {
        count(self.0.counts.missing)
    }

    /// Contradictions that nobody has settled.
    async fn contradiction_count(&self) -> i32 {
        count(self.0.counts.contradictions)
    }

    /// The record that it became; null while it is none.
    async fn meeting(&self, context: &Context<'_>) -> Result<Option<Meeting>> {
        match self.0.meeting {
            Some(meeting) => Ok(viewing(context).one(meeting).await?.map(Meeting)),
            None => Ok(None),
        }
    }

    /// What was read in it, as it stands after what was corrected; null where nothing was, and where the text is gone
    /// since the import was discarded or words of its record were blotted.
    async fn reading(&self, context: &Context<'_>) -> Result<Option<ImportReading>> {
        let found = viewing(context).one(ImportReadingOf(self.0.id)).await?;
        Ok(found.map(ImportReading))
    }

    /// The number of the journal's latest entry about it.
    async fn version(&self) -> i64 {
        self.0.version
    }
}

/// What was read in a file, and how it stands after what was corrected.
#[derive(Debug, Clone)]
pub struct ImportReading(pub Reading);

/// What was read in a file, and how it stands after what was corrected.
#[Object]
impl ImportReading {
    /// The text, page by page.
    async fn pages(&self) -> &[String] {
        &self.0.pages
    }

    /// The minutes document, paragraf/minutes@1, as JSON.
    async fn document(&self) -> String {
        self.0.document.to_string()
    }

    /// The fields that were read, and those that somebody filled in.
    async fn found(&self) -> Vec<ImportField> {
        let found = self.0.report.found.iter();
        found.map(|held| ImportField::of(held, &self.0)).collect()
    }

    /// Facts that minutes usually state and this text does not.
    async fn missing(&self, context: &Context<'_>) -> Vec<ImportRemark> {
        ImportRemark::all(&self.0.report.missing, viewing(context).language)
    }

    /// Statements of the text that cannot both be true. Nothing was repaired.
    async fn contradictions(&self, context: &Context<'_>) -> Vec<ImportRemark> {
        ImportRemark::all(&self.0.report.contradictions, viewing(context).language)
    }

    /// Names so near to each other that they may be one person's. Both are kept as printed.
    async fn alike(&self, context: &Context<'_>) -> Vec<ImportNames> {
        let language = viewing(context).language;
        let alike = self.0.report.alike.iter();
        let alike = alike.map(|held| ImportNames {
            name: held.name.clone(),
            other: held.other.clone(),
            text: in_language(&held.text, language),
        });
        alike.collect()
    }

    /// What was corrected and confirmed, in order.
    async fn corrections(&self) -> Vec<ImportCorrection> {
        let corrections = self.0.corrections.iter();
        corrections.map(ImportCorrection::of).collect()
    }
}

/// Some characters of a page.
#[derive(SimpleObject, Debug, Clone)]
pub struct ImportSpan {
    /// The page, from 1.
    page: u32,
    /// The first character, from 0.
    start: u32,
    /// The character after the last.
    end: u32,
}

/// Who settled something of a report, and how.
#[derive(SimpleObject, Debug, Clone)]
pub struct ImportSettled {
    /// How.
    how: ImportSettling,
    /// Who: issuer and subject.
    by: String,
    /// When, RFC 3339 in UTC.
    at: String,
}

impl ImportSettled {
    fn of(held: &imports::Settled) -> Self {
        Self {
            how: held.how.into(),
            by: held.by.clone(),
            at: held.at.clone(),
        }
    }
}

/// A field of the minutes document with its source.
#[derive(SimpleObject, Debug, Clone)]
pub struct ImportField {
    /// Its path in the document, such as items[3].decisions[0].text; what corrections name it by.
    path: String,
    /// Its value, as JSON; null where it stands in the document no more.
    value: Option<String>,
    /// The characters that it was read from, a line for each span.
    printed: String,
    /// How sure the reading is.
    certainty: ImportCertainty,
    /// Where in the text it stands; nowhere where somebody filled it in.
    spans: Vec<ImportSpan>,
    /// That somebody settled it; null while nobody has.
    settled: Option<ImportSettled>,
}

impl ImportField {
    fn of(held: &imports::Found, reading: &Reading) -> Self {
        let spans = held.spans.iter().map(|span| ImportSpan {
            page: span.page,
            start: span.start,
            end: span.end,
        });
        Self {
            path: held.path.clone(),
            value: reading.value_at(&held.path).map(ToString::to_string),
            printed: held.printed.clone(),
            certainty: held.certainty.into(),
            spans: spans.collect(),
            settled: held.settled.as_ref().map(ImportSettled::of),
        }
    }
}

/// A fact that is missing, or statements that do not agree.
#[derive(SimpleObject, Debug, Clone)]
pub struct ImportRemark {
    /// A code, such as DATE_MISSING.
    code: String,
    /// The field's path in the document.
    path: String,
    /// In words.
    text: String,
    /// That somebody settled it; null while nobody has.
    settled: Option<ImportSettled>,
}

impl ImportRemark {
    fn all(held: &[imports::Remark], language: Language) -> Vec<Self> {
        let all = held.iter().map(|held| Self {
            code: held.code.clone(),
            path: held.path.clone(),
            text: in_language(&held.text, language),
            settled: held.settled.as_ref().map(ImportSettled::of),
        });
        all.collect()
    }
}

/// Two names that may be one person's.
#[derive(SimpleObject, Debug, Clone)]
pub struct ImportNames {
    /// The name that stands there more often, or first.
    name: String,
    /// The other one.
    other: String,
    /// In words.
    text: String,
}

/// Something that somebody corrected or confirmed.
#[derive(SimpleObject, Debug, Clone)]
pub struct ImportCorrection {
    /// The field's path, as the document stood then.
    path: String,
    /// Which of the two.
    how: ImportSettling,
    /// Who: issuer and subject.
    by: String,
    /// When, RFC 3339 in UTC.
    at: String,
    /// What stood there, as JSON; null where nothing did.
    before: Option<String>,
    /// What stands there since, as JSON; null where nothing does.
    after: Option<String>,
}

impl ImportCorrection {
    fn of(held: &imports::Correction) -> Self {
        Self {
            path: held.path.clone(),
            how: held.how.into(),
            by: held.by.clone(),
            at: held.at.clone(),
            before: held.before.as_ref().map(ToString::to_string),
            after: held.after.as_ref().map(ToString::to_string),
        }
    }
}
