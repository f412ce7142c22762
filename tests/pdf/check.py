"""Has PDF files judged by programs that are not ours: outloud and pdfua for PDF/UA-1, pikepdf's validator for PDF/A.

    python check.py FOLDER FILE...

First one of the files is made worse in six ways, in FOLDER, and each judge must say so of the ways that are its
business: a judge that is asleep would find nothing in the others either. Then all files must pass all judges.

pikepdf's validator knows the rules of PDF/A-2b and refuses what it does not know, which may be sound all the same;
`ALLOWED` lists what of that our files hold, and why each is right. What level A asks beyond B, tags and Unicode for
every glyph, outloud judges.
"""

import json
import pathlib
import re
import subprocess
import sys

import pikepdf
from pikepdf import pdfa

TOOLS = pathlib.Path(sys.executable).parent

# (rule, what its message holds) of pikepdf's findings that are not faults, with the reason.
ALLOWED = [
    # Level A where it knows B only; that the files say A is looked at by scripts/check-documents.
    ("ISO_19005_2:6.6.4-3", "pdfaid:conformance is 'A', expected 'B'"),
    # A destination may be an indirect object (ISO 32000-1, 7.3.10); the validator's schema wants it in place.
    ("pikepdf:schema-OutlineItem", "is not valid under any of the given schemas"),
    # CID fonts of CFF with a matrix of their own are allowed; the validator does not read them.
    ("pikepdf:font-program", "CFF FDArray FontMatrix is not supported"),
    # The paged-text schema is one of those that XMP itself defines, which PDF/A-2 permits.
    ("ISO_19005_2:6.6.2.3.1-1", "XMP namespace xmpTPg=http://ns.adobe.com/xap/1.0/t/pg/ is not permitted"),
    ("ISO_19005_2:6.6.2.3.1-1", "XMP property xmpTPg:NPages is not permitted"),
    # Extension schemas (ISO 19005-2, 6.6.2.3.3), which the validator does not read; that PDF/UA's is declared by
    # one is looked at below.
    ("ISO_19005_2:6.6.2.3.1-1", "pdfaExtension="),
    ("ISO_19005_2:6.6.2.3.1-1", "pdfaSchema="),
    ("ISO_19005_2:6.6.2.3.1-1", "pdfaProperty="),
    ("ISO_19005_2:6.6.2.3.1-1", "XMP property pdfaExtension:schemas is not permitted"),
    ("ISO_19005_2:6.6.2.3.1-1", "XMP property pdfuaid:part is not permitted"),
    ("ISO_19005_2:6.6.2.3.1-2", "the content of structured XMP property xmpMM:History is not checked"),
]
# pdfua 0.1.3 stumbles over a heading of several parts. Of empty headings outloud tells (TAG-020).
SKIPPED = {"UA-14-001"}
# The head of a page that is not the first, from here up in points; it repeats the title, and PDF/UA wants it as an
# artifact. outloud takes it for prose where it stands on one page only.
HEAD = 785


def is_running_head(finding):
    """Whether what outloud takes for hidden prose is one line in the margin above the text."""
    boxes = finding.get("boxes") or []
    return finding["rule"] == "TAG-002" and finding.get("count") == len(boxes) == 1 and boxes[0]["y0"] >= HEAD


def outloud(files):
    """What outloud finds, each rule that it knows: PDF/UA-1, and what of WCAG 2.2 a program can see."""
    run = subprocess.run(
        [TOOLS / "outloud", "--quiet", "--json", "-", *files], capture_output=True, text=True, check=False
    )
    found = {}
    for result in json.loads(run.stdout[run.stdout.index("{") :])["results"]:
        faults = [
            f"{one['rule']} {one['message']}: {one.get('evidence', '')}"
            for one in result["findings"]
            if one["severity"] != "info" and not is_running_head(one)
        ]
        if result["error"] or result["verdict"] not in ("pass", "fail", "review"):
            faults.append(f"not judged: {result['error']}")
        found[result["path"]] = faults
    return found


def pdfua(files):
    """What pdfua finds, and the checks that it did not make."""
    found = {}
    for file in files:
        run = subprocess.run(
            [TOOLS / "pdfua", "check", "--format", "json", file], capture_output=True, text=True, check=False
        )
        said = json.loads(run.stdout)
        found[file] = [f"{one['rule_id']} {one['message']}" for one in said["findings"]]
        found[file] += [
            f"{one['rule_id']} not judged: {one['reason']}" for one in said["skipped"] if one["rule_id"] not in SKIPPED
        ]
    return found


def archival(files):
    """What pikepdf's validator of PDF/A-2b finds, less what is allowed."""
    found = {}
    for file in files:
        findings = pdfa.validate_written(file, "2b").findings
        found[file] = [
            str(one) for one in findings if not any(one.rule == rule and said in one.message for rule, said in ALLOWED)
        ]
        with pikepdf.open(file) as pdf:
            metadata = pdf.Root.Metadata.read_bytes().decode() if "/Metadata" in pdf.Root else ""
        declared = re.findall(r"<pdfaSchema:namespaceURI>([^<]*)<", metadata)
        if "<pdfuaid:" in metadata and "http://www.aiim.org/pdfua/ns/id/" not in declared:
            found[file].append("the namespace of PDF/UA is declared by no extension schema")
    return found


JUDGES = {"outloud": outloud, "pdfua": pdfua, "pikepdf": archival}


def without_tags(pdf):
    del pdf.Root.StructTreeRoot
    del pdf.Root.MarkInfo


def without_language(pdf):
    del pdf.Root.Lang


def without_fonts(pdf):
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/FontDescriptor":
            for key in ("/FontFile", "/FontFile2", "/FontFile3"):
                if key in thing:
                    del thing[key]


def without_unicode(pdf):
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Dictionary) and "/ToUnicode" in thing:
            del thing["/ToUnicode"]


def with_script(pdf):
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def without_colours(pdf):
    del pdf.Root.OutputIntents


WORSE = [
    (without_tags, ["outloud", "pdfua"]),
    (without_language, ["outloud", "pdfua"]),
    (without_fonts, ["outloud", "pikepdf"]),
    (without_unicode, ["outloud"]),
    (with_script, ["pikepdf"]),
    (without_colours, ["pikepdf"]),
]


def awake(folder, file):
    """The judges that did not see what was made worse."""
    folder.mkdir(parents=True, exist_ok=True)
    asleep = []
    for worsen, whose in WORSE:
        worse = folder / f"{worsen.__name__}.pdf"
        with pikepdf.open(file) as pdf:
            worsen(pdf)
            pdf.save(worse)
        for name in whose:
            if not JUDGES[name]([str(worse)])[str(worse)]:
                asleep.append(f"{name} finds no fault in {worse}")
    return asleep


def main():
    folder, files = pathlib.Path(sys.argv[1]), sys.argv[2:]
    faults = awake(folder, files[0])
    for name, judge in JUDGES.items():
        found = judge(files)
        if set(found) != set(files):
            faults.append(f"{name} judged {len(found)} of {len(files)} files")
        faults += [f"{file}: {name}: {fault}" for file, found_here in found.items() for fault in found_here]
    print("\n".join(faults[:60]), file=sys.stderr)
    sys.exit(1 if faults else 0)


main()
