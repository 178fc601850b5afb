using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>The beginning of a file, read in one dialect.</summary>
internal sealed partial class CsvFit
{
    /// <summary>The beginning of a CSV file.</summary>
    /// <param name="Names">The column names; null for a file without a header.</param>
    /// <param name="Fields">The number of fields of each of the first rows.</param>
    /// <param name="Problem">Why it cannot be read, or null.</param>
    private sealed record Opening(IReadOnlyList<string>? Names, IReadOnlyList<int> Fields, FileRefusedException? Problem)
    {
        /// <summary>One row may be broken, even the first, so many rows are read to detect the dialect.</summary>
        private const int Rows = 100;

        /// <summary>Rows may be long, and the beginning is read in many dialects.</summary>
        private const long MaxBytes = 256 * 1024;

        /// <summary>The number of fields that most of the first rows have.</summary>
        public int MostFields => Fields.GroupBy(f => f).OrderByDescending(g => g.Count()).First().Key;

        /// <summary>Whether most rows have several columns, as many as the header.</summary>
        public bool IsTable => Problem is null && Fields.Count > 0 && (Names?.Count ?? MostFields) is > 1 and var columns && Fields.Count(f => f == columns) * 2 > Fields.Count;

        /// <param name="open">Opens the unpacked content from its beginning.</param>
        /// <param name="sample">Its first bytes, to compare rows with the header. The header itself may be longer.</param>
        /// <param name="columns">The number of columns if there is no header.</param>
        public static Opening Of(Func<Stream> open, byte[] sample, CsvDialect dialect, int? columns)
        {
            try
            {
                using var records = new CsvRecords(open(), dialect, columns);
                return dialect.Header ? new Opening(records.Headers, SampledFields(sample, dialect), null) : new Opening(null, FieldsOf(records), null);
            }
            catch (FileRefusedException e)
            {
                return new Opening(null, [], e);
            }
        }

        private static List<int> SampledFields(byte[] sample, CsvDialect dialect)
        {
            using var records = new CsvRecords(new MemoryStream(sample), dialect, fields: null);
            var fields = FieldsOf(records);
            // The last one may be cut off.
            return fields.Count > 1 ? fields[..^1] : fields;
        }

        private static List<int> FieldsOf(CsvRecords records)
        {
            var fields = new List<int>();
            try
            {
                while (fields.Count < Rows && records.Offset < MaxBytes && records.Read())
                {
                    fields.Add(records.FieldCount);
                }
            }
            catch (FileRefusedException) when (fields.Count > 0)
            {
                // Damage further on is reported when the whole file is read.
            }

            return fields;
        }
    }
}
