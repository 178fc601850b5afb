using System.Globalization;
using DataShare.Lake;

namespace DataShare.Warehouse;

/// <summary>
/// The place of a commit among all commits of its dataset, whatever their major: the number of commits before it. The logs
/// alone decide it. Two commits of a dataset never have the same place and major.
/// </summary>
/// <param name="Before">The number of the dataset's commits before it.</param>
/// <param name="Major">The major whose table has the commit.</param>
public readonly record struct CommitPlace(long Before, int Major)
{
    /// <summary>More than any major version.</summary>
    private const long Majors = 10_000_000_000;

    /// <summary>The form in which tables and the ledger keep it. Numbers compare as places do.</summary>
    public long Number => (Before * Majors) + Major;

    public static CommitPlace Of(long number) => new(number / Majors, (int)(number % Majors));

    /// <summary>The place that a commit's own entry says.</summary>
    public static CommitPlace Of(LakeCommit commit) =>
        new(commit.Version + commit.After.Values.Sum(v => v + 1), commit.Table.Major);

    /// <summary>SQL for the major of a number.</summary>
    internal static string MajorSql(string number) => string.Create(CultureInfo.InvariantCulture, $"{number} % {Majors}");
}
