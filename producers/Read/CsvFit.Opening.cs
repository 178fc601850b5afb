using DataShare.Schemas;

namespace DataShare.Producers;

/// <summary>The beginning of a file, read in one dialect.</summary>
internal sealed partial class CsvFit
{
    /// <summary>What a CSV file begins with.</summary>
    /// <param name="Names">Of a file with a header.</param>
    /// <param name="Fields">How many each of the first rows has.</param>
    /// <param name="Problem">Why it cannot be read.</param>
    private sealed record Opening(IReadOnlyList<string>? Names, IReadOnlyList<int> Fields, FileRefusedException? Problem)
    {
        /// <summary>One row may be broken, even the first: how a file is written shows in many.</summary>
        private const int Rows = 100;

        /// <summary>Rows may be long, and this is read in many ways.</summary>
        private const long MaxBytes = 256 * 1024;

        /// <summary>What most of the first rows have.</summary>
        public int MostFields => Fields.GroupBy(f => f).OrderByDescending(g => g.Count()).First().Key;

        /// <summary>Whether most of it has several columns, as many in each row as in the header.</summary>
        public bool IsTable => Problem is null && Fields.Count > 0 && (Names?.Count ?? MostFields) is > 1 and var columns && Fields.Count(f => f == columns) * 2 > Fields.Count;

        /// <param name="open">Opens the unpacked content from its beginning.</param>
        /// <param name="sample">Its first bytes: enough to see whether rows are like their header, but not for one that is all a row has.</param>
        /// <param name="columns">What a row has where no header says so.</param>
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
                // What is damaged further on is told by whoever reads it to its end.
            }

            return fields;
        }
    }
}
