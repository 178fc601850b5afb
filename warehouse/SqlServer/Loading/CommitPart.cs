using DataShare.Lake;

namespace DataShare.Warehouse;

/// <summary>A part and its commit.</summary>
internal sealed record CommitPart(PlacedCommit Commit, LakePart Part)
{
    /// <summary>The error that the part does not match its commit, or cannot be read.</summary>
    public WarehouseException Refused(InvalidDataException fault)
    {
        var reason = fault.InnerException is FileNotFoundException or DirectoryNotFoundException ? "it does not exist" : fault.Message;
        return new WarehouseException(
            $"Could not {PlacedCommit.Doing([Commit])}: part '{Part.Path}' cannot be loaded: {reason}. "
            + "Nothing of it was stored. See the damage with: datashare verify",
            fault);
    }
}
