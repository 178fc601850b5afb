using System.Globalization;

namespace DataShare.Producers;

/// <summary>The files that DuckDB reads.</summary>
internal sealed partial class StagedRows
{
    /// <summary>
    /// Paths for a reader that treats every path as a pattern. A path with pattern characters is replaced by a link whose path
    /// has none.
    /// </summary>
    private sealed class ExactPaths : IDisposable
    {
        private readonly Dictionary<string, string> links = new(StringComparer.Ordinal);
        private readonly string? folder;

        public ExactPaths(IReadOnlyList<string> paths)
        {
            All = paths;
            if (!paths.Any(IsPattern))
            {
                return;
            }

            folder = Directory.CreateTempSubdirectory("datashare-rules-").FullName;
            foreach (var path in paths.Where(IsPattern))
            {
                var link = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{links.Count}.parquet"));
                File.CreateSymbolicLink(link, path);
                links[path] = link;
            }

            All = [.. paths, .. links.Values];
        }

        /// <summary>All paths, and the links to them.</summary>
        public IReadOnlyList<string> All { get; }

        public string Of(string path) => links.GetValueOrDefault(path, path);

        public void Dispose()
        {
            if (folder is not null)
            {
                Directory.Delete(folder, recursive: true);
            }
        }

        private static bool IsPattern(string path) => path.AsSpan().ContainsAny('*', '?', '[');
    }
}
