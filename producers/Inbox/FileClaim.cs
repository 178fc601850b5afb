using DataShare.Lake;

namespace DataShare.Producers;

/// <summary>A file that this process alone works on: it was moved into a folder named after its load id.</summary>
/// <param name="Folder"><c>.claimed/&lt;loadId&gt;</c>.</param>
/// <param name="Name">The file's name, as it was dropped.</param>
/// <param name="Again">Whether it is to land although its content has landed before.</param>
internal sealed record FileClaim(LoadId LoadId, string Folder, string Name, bool Again)
{
    public string Path => System.IO.Path.Combine(Folder, Name);
}
