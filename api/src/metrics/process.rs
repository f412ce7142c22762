//! What the system says of this process; naught where it says nothing.

/// What the process takes.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Process {
    /// Bytes of memory.
    pub(super) memory: u64,
    /// Seconds of processor time.
    pub(super) processor: f64,
    /// Files and sockets that are open.
    pub(super) files: u64,
}

/// Ticks a second in `/proc`, on every Linux that we know.
const TICKS: f64 = 100.0;

pub(super) fn look() -> Process {
    let read = |name: &str| std::fs::read_to_string(format!("/proc/self/{name}"));
    let status = read("status").unwrap_or_default();
    let stat = read("stat").unwrap_or_default();
    let open = std::fs::read_dir("/proc/self/fd").map_or(0, Iterator::count);
    Process {
        memory: memory(&status).unwrap_or_default(),
        processor: processor(&stat).unwrap_or_default(),
        files: u64::try_from(open).unwrap_or_default(),
    }
}

fn memory(status: &str) -> Option<u64> {
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: u64 = line.trim().strip_suffix(" kB")?.trim().parse().ok()?;
    kilobytes.checked_mul(1024)
}

/// The 14th and 15th figure; the second, a name in brackets, may hold anything.
fn processor(stat: &str) -> Option<f64> {
    let (_, behind) = stat.rsplit_once(')')?;
    let mut figures = behind.split_whitespace().skip(11);
    let mut ticks = || figures.next()?.parse::<u32>().ok();
    let sum = f64::from(ticks()?) + f64::from(ticks()?);
    Some(sum / TICKS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_found_where_the_system_writes_them() {
        assert_eq!(
            memory("Name:\tx\nVmRSS:\t   139264 kB\n"),
            Some(142_606_336)
        );
        assert_eq!(memory("Name:\tx\n"), None);
        let stat = "17 (a) b) S 1 17 17 0 -1 4194560 9 0 0 0 150 50 0 0 20 0 1 0 5 6 7";
        assert_eq!(processor(stat), Some(2.0));
        assert_eq!(processor(""), None);
    }
}
