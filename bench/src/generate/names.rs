//! Names of our own making: places, people, associations. None is of a place or of anybody that there is.

/// Beginnings of places.
const BEGINNINGS: [&str; 44] = [
    "Torn", "Frost", "Vind", "Lärk", "Rönn", "Gran", "Alm", "Hassel", "Hägg", "Sälg", "Pil",
    "Ljung", "Klint", "Mor", "Kärr", "Löv", "Gädd", "Abborr", "Järp", "Orr", "Tjäder", "Kråk",
    "Ugg", "Svan", "Grå", "Djup", "Bred", "Smal", "Låg", "Dimm", "Fjär", "Gnist", "Humle", "Iller",
    "Kast", "Lom", "Mesk", "Nors", "Pors", "Rimm", "Skygg", "Tuv", "Vret", "Ykl",
];

/// Ends of places.
const ENDS: [&str; 40] = [
    "vik", "dala", "måla", "torp", "hult", "näset", "sunda", "holma", "berga", "lunda", "red",
    "rum", "boda", "hed", "ryd", "arp", "valla", "ängen", "tjärn", "sele", "hamra", "stranda",
    "bäcka", "åkra", "gärde", "skoga", "marka", "hov", "gårda", "backa", "udda", "mosse", "kulla",
    "liden", "tuna", "inge", "landa", "vattnet", "edet", "kvarna",
];

/// First names.
const FIRST: [&str; 48] = [
    "Agda", "Albin", "Alva", "Anders", "Astrid", "Axel", "Birgit", "Björn", "Britta", "Carl",
    "Dagny", "David", "Disa", "Ebba", "Edvin", "Einar", "Elin", "Elsa", "Emil", "Erik", "Ester",
    "Fanny", "Folke", "Frida", "Greta", "Gunnar", "Hanna", "Harald", "Hedda", "Helge", "Hilda",
    "Ida", "Inga", "Ivar", "Jonas", "Karin", "Klara", "Lars", "Lovisa", "Maja", "Nils", "Olof",
    "Ragna", "Rut", "Sigrid", "Sten", "Tora", "Ylva",
];

/// Beginnings of family names.
const FAMILY: [&str; 31] = [
    "Al", "Berg", "Björk", "Dal", "Ek", "Fors", "Gran", "Hag", "Hall", "Hed", "Häll", "Kvist",
    "Lager", "Lind", "Ljung", "Lund", "Malm", "Mo", "Nord", "Ny", "Rosen", "Sand", "Sjö", "Skog",
    "Sten", "Strand", "Sund", "Söder", "Tall", "Väster", "Öst",
];

/// Ends of family names.
const FAMILY_ENDS: [&str; 17] = [
    "blad", "bom", "bäck", "crona", "dahl", "felt", "fjell", "gren", "hammar", "kvist", "ling",
    "mark", "qvarn", "rot", "stig", "vall", "åker",
];

/// A word at a place that may lie beyond the end of its list.
fn at<'a>(list: &[&'a str], place: usize) -> &'a str {
    list.get(place % list.len().max(1))
        .copied()
        .unwrap_or_default()
}

/// A place; the first 1,760 differ from each other, after them a number follows.
fn place(number: usize) -> String {
    let all = BEGINNINGS.len() * ENDS.len();
    // A step that has no divisor in common with the number of names goes through all of them.
    let step = (number * 613) % all;
    let (beginning, end) = (
        at(&BEGINNINGS, step / ENDS.len()),
        at(&ENDS, step % ENDS.len()),
    );
    match number / all {
        0 => format!("{beginning}{end}"),
        more => format!("{beginning}{end} {}", more + 1),
    }
}

/// Municipalities of an association.
pub const MUNICIPALITIES: usize = 4;

/// The name of an association.
pub fn association(number: usize) -> String {
    format!("Samordningsförbundet {}", place(number * MUNICIPALITIES))
}

/// The name of one of its municipalities.
pub fn municipality(association: usize, which: usize) -> String {
    format!("{} kommun", place(association * MUNICIPALITIES + which))
}

/// The region that it lies in: there are 21, of names that no place has.
pub fn region(association: usize) -> String {
    format!("Region {}bygd", at(&BEGINNINGS, (association % 21) * 2))
}

/// Somebody of an association: as many as there are names before one comes again.
pub fn person(association: usize, number: usize) -> String {
    let all = FIRST.len() * FAMILY.len() * FAMILY_ENDS.len();
    let step = (association * 7919 + number * 10_007) % all;
    let (first, rest) = (step % FIRST.len(), step / FIRST.len());
    format!(
        "{} {}{}",
        at(&FIRST, first),
        at(&FAMILY, rest % FAMILY.len()),
        at(&FAMILY_ENDS, rest / FAMILY.len())
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn names_are_nobody_elses() {
        let places: BTreeSet<String> = (0..3200).map(place).collect();
        assert_eq!(places.len(), 3200);
        for association in [0, 1, 799] {
            let people: BTreeSet<String> = (0..2000).map(|it| person(association, it)).collect();
            assert_eq!(people.len(), 2000);
        }
        assert_eq!((0..21).map(region).collect::<BTreeSet<_>>().len(), 21);
    }
}
