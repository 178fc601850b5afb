using System.Globalization;

namespace DataShare.EndToEndTests;

/// <summary>Random files with few keys and words, so that rows repeat, change, vanish and come back.</summary>
public sealed class ChainDrops(Random random)
{
    private static readonly string[] Words = ["a", "b", "c"];

    private readonly Dictionary<string, string> lastText = [];
    private int appended;

    public (int Major, IReadOnlyList<ChainRow> Rows, string Text) Next(ChainDataset dataset)
    {
        while (true)
        {
            var major = random.Next(1, dataset.Majors + 1);
            var rows = Rows(dataset.Mode);
            var text = Text(dataset.Mode, major, rows);

            // The same content again is a duplicate, and no commit.
            if (lastText.GetValueOrDefault(dataset.Name) != text)
            {
                lastText[dataset.Name] = text;
                return (major, rows, text);
            }
        }
    }

    private IReadOnlyList<ChainRow> Rows(ChainMode mode) => mode switch
    {
        ChainMode.Append => [.. Some(3).Select(_ => new ChainRow(++appended, Word()))],
        ChainMode.Merge => [.. Some(5).Select(_ => random.Next(3) == 0 ? new ChainRow(Key(), "gone", IsDeleted: true) : new ChainRow(Key(), Word()))],
        ChainMode.Snapshot => [.. Some(6).Select(_ => new ChainRow(Key(), Word())).DistinctBy(r => r.Id)],
        _ => [.. Some(4).Select(_ => new ChainRow(Key(), Word()))],
    };

    private IEnumerable<int> Some(int most) => Enumerable.Range(0, random.Next(1, most + 1));

    private long Key() => random.Next(1, 7);

    private string Word() => Words[random.Next(Words.Length)];

    private static string Text(ChainMode mode, int major, IEnumerable<ChainRow> rows)
    {
        var isMerge = mode is ChainMode.Merge;
        var lines = rows.Select(r => r.Id.ToString(CultureInfo.InvariantCulture) + "," + r.Word + (!isMerge ? "" : r.IsDeleted ? ",D" : ",U"));
        return string.Join('\n', lines.Prepend($"id,{ChainContracts.Word(major)}{(isMerge ? ",op" : "")}")) + "\n";
    }
}
