using System.Text;

namespace DataShare.Producers;

/// <summary>Files that are not CSV.</summary>
internal sealed partial class CsvFit
{
    /// <summary>Recognizes other formats by the beginning of the content.</summary>
    private static class OtherContent
    {
        private const string SaveAsCsv = "open it there and save the table as CSV";

        private static readonly (byte[] Start, string Is, string ToDo)[] Binary =
        [
            ([0x1F, 0x8B, 0x08], "packed with gzip", "add '.gz' to its name"),
            ([0x28, 0xB5, 0x2F, 0xFD], "packed with zstd", "add '.zst' to its name"),
            ([.. "BZh"u8, (byte)'9', .. "1AY&SY"u8], "packed with bzip2", "add '.bz2' to its name"),
            ([0xFD, .. "7zXZ\0"u8], "packed with xz", "unpack it"),
            ([.. "7z"u8, 0xBC, 0xAF, 0x27, 0x1C], "an archive of 7-Zip", "unpack it"),
            ([.. "PK"u8, 3, 4], "a zip archive", "rename it to end in '.zip'"),
            ([.. "PK"u8, 5, 6], "an empty zip archive", "add the table"),
            ([.. "PAR1"u8, 0x15], "Parquet", "rename it to end in '.parquet'"),
            ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "an old Office document such as an Excel workbook (.xls)", SaveAsCsv),
            ([.. "SQLite format 3\0"u8], "an SQLite database", "export the table as CSV"),
            ([.. "Obj"u8, 1], "Avro", "export it as CSV or Parquet"),
            ([.. "ARROW1\0\0"u8], "Arrow", "export it as CSV or Parquet"),
            ([.. "%PDF-"u8], "a PDF document", "export the table as CSV"),
        ];

        /// <summary>Refuses content that is not text; null if it may be text.</summary>
        /// <param name="sample">The beginning of the unpacked content.</param>
        /// <param name="isUnpacked">Whether the file itself is packed: then another file name would not help.</param>
        public static FileRefusedException? NoText(ReadOnlySpan<byte> sample, bool isUnpacked)
        {
            foreach (var (start, what, toDo) in Binary)
            {
                if (sample.StartsWith(start))
                {
                    var (isWhat, then) = start is [(byte)'P', (byte)'K', ..] && OfZip(sample) is { } office ? (office, SaveAsCsv) : (what, toDo);
                    return isUnpacked
                        ? Refusal($"The packed content is not CSV: it is {isWhat}", "pack the CSV file itself, once")
                        : Refusal($"The file is not CSV: it is {isWhat}", then);
                }
            }

            return sample.Length > 0 && !sample.ContainsAnyExcept((byte)0)
                ? Refusal("The file begins with zero bytes only: space was reserved for it and nothing written, or a copy or a disk failed", "write or copy it again")
                : null;
        }

        /// <summary>Refuses text of another format or encoding, when no column of the contract was found in it.</summary>
        /// <param name="sample">The beginning of the unpacked content.</param>
        /// <param name="encoding">The contract's encoding.</param>
        public static FileRefusedException? OtherText(ReadOnlySpan<byte> sample, string encoding)
        {
            if (DialectGuess.Utf16Of(sample) is { } utf16 && !encoding.StartsWith("utf-16", StringComparison.OrdinalIgnoreCase))
            {
                return Refusal(
                    $"The file is in {utf16} without a byte order mark, but the contract says {encoding}",
                    $"write it in {encoding}, or write 'encoding: {utf16}' in the contract");
            }

            var text = Encoding.Latin1.GetString(sample).TrimStart('\u00EF', '\u00BB', '\u00BF', ' ', '\t', '\r', '\n');
            return Begins("<!doctype html") || Begins("<html") ? Refusal("The file is not CSV: it is an HTML page, perhaps a login or error page", "open it in a browser, and download the table itself")
                : Begins("<?xml") ? Refusal("The file is not CSV: it is XML", "export the table as CSV or Parquet")
                : text is ['{' or '[', ..] && text.AsSpan(1).TrimStart(" \t\r\n[{") is ['"' or '}' or ']', ..] ? Refusal("The file is not CSV: it is JSON", "export the table as CSV or Parquet")
                : null;

            bool Begins(string start) => text.StartsWith(start, StringComparison.OrdinalIgnoreCase);
        }

        /// <summary>Null for a zip archive that is not a document.</summary>
        private static string? OfZip(ReadOnlySpan<byte> sample) =>
            sample.IndexOf("[Content_Types].xml"u8) >= 0 || sample.IndexOf("xl/"u8) >= 0 ? "an Office document such as an Excel workbook (.xlsx)"
            : sample.IndexOf("mimetypeapplication/vnd.oasis.opendocument"u8) >= 0 ? "an OpenDocument file such as a spreadsheet (.ods)"
            : null;

        private static FileRefusedException Refusal(string what, string toDo) => new("format", $"{what}. Expected a table as text: {toDo}, and drop it again");
    }
}
