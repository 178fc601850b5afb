using DataShare.Schemas;

namespace DataShare.Tests.Warehouse.Model;

/// <summary>Which content is there already, as the documentation says it for each write mode.</summary>
internal sealed class LandedContent(WriteMode mode)
{
    private readonly HashSet<string> ever = new(StringComparer.Ordinal);
    private string? last;

    /// <summary>Whether it is the same as what landed; if not, it lands.</summary>
    public bool IsSame(PlannedFile file)
    {
        var content = FileFields.Text(file);
        var isSame = mode is WriteMode.Append ? ever.Contains(content) : last == content;
        ever.Add(content);
        last = content;
        return isSame;
    }
}
