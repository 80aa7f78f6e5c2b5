"""Makes the three faces in this folder from the whole Inter; README.md says from where and how.

    python3 subset.py FOLDER

FOLDER is the unpacked npm package @expo-google-fonts/inter. The PDF writer applies no OpenType features, so what a
form needs of them is put into the character map: figures of one width in every face; in the face of codes also the
slashed zero and the I, l and 1 that cannot be taken for one another.
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

FACES = {
    "text.ttf": ("400Regular/Inter_400Regular.ttf", ["tnum"]),
    "strong.ttf": ("600SemiBold/Inter_600SemiBold.ttf", ["tnum"]),
    "code.ttf": ("500Medium/Inter_500Medium.ttf", ["ss02", "tnum", "zero"]),
}
RANGES = [
    (0x20, 0x7E),  # Latin
    (0xA0, 0x17F),  # Latin-1 and Latin Extended-A: Spanish, Filipino, the rest of Europe
    (0x1E00, 0x1EFF),  # Latin Extended Additional
    (0x2010, 0x2015),  # dashes
    (0x2018, 0x201E),  # quotation marks
]
ACCENTS = [0x300, 0x301, 0x302, 0x303, 0x304, 0x306, 0x307, 0x308]  # for letters that have no sign of their own, as g̃
SINGLE = [0x192, 0x1CE, 0x1D0, 0x1D2, 0x1D4, 0x218, 0x219, 0x21A, 0x21B, 0x2BC, 0x2C6, 0x2DC, 0x2022, 0x2026, 0x2030, 0x2032, 0x2033, 0x2039, 0x203A,
          0x20AC, 0x20B1, 0x2116, 0x2122, 0x2190, 0x2192, 0x2212, 0x2248, 0x2260, 0x2264, 0x2265, 0x25A1, 0x2713]


def single_substitutions(font, tag):
    """The glyphs that a feature puts in the place of one other, as a dictionary of names."""
    gsub, out = font["GSUB"].table, {}
    for record in gsub.FeatureList.FeatureRecord:
        if record.FeatureTag != tag:
            continue
        for index in record.Feature.LookupListIndex:
            for table in gsub.LookupList.Lookup[index].SubTable:
                table = getattr(table, "ExtSubTable", table)
                out.update(getattr(table, "mapping", {}))
    return out


def over_the_letter_before(font):
    """Moves the accents without a width back over a letter of the usual width, where a program with OpenType puts them."""
    cmap, glyf = font.getBestCmap(), font["glyf"]
    half = font["hmtx"][cmap[ord("g")]][0] // 2
    moved = {cmap[code]: -half - (glyf[cmap[code]].xMin + glyf[cmap[code]].xMax) // 2 for code in ACCENTS}
    for name in font.getGlyphOrder():
        glyph = glyf[name]
        if glyph.isComposite():
            for part in glyph.components:
                part.x += moved.get(name, 0) - moved.get(part.glyphName, 0)
        elif name in moved:
            glyph.coordinates.translate((moved[name], 0))
    for name in moved:
        glyf[name].recalcBounds(glyf)
        font["hmtx"][name] = (0, glyf[name].xMin)


def main(folder):
    for name, (source, features) in FACES.items():
        font = TTFont(Path(folder) / source, recalcTimestamp=False)
        for feature in features:
            change = single_substitutions(font, feature)
            wanted = range(ord("0"), ord("9") + 1) if feature == "tnum" else range(0x110000)
            for table in font["cmap"].tables:
                if table.isUnicode():
                    table.cmap = {code: change.get(glyph, glyph) if code in wanted else glyph for code, glyph in table.cmap.items()}
        options = subset.Options(layout_features=[], hinting=False, glyph_names=False, notdef_outline=True, name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14])
        options.drop_tables += ["GSUB", "GPOS", "GDEF", "STAT", "MVAR", "DSIG"]
        chosen = subset.Subsetter(options)
        chosen.populate(unicodes=[code for first, last in RANGES for code in range(first, last + 1)] + SINGLE + ACCENTS)
        chosen.subset(font)
        over_the_letter_before(font)
        font.save(Path(__file__).parent / name, reorderTables=True)


main(sys.argv[1])
