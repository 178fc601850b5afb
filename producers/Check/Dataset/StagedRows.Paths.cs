using System.Globalization;

namespace DataShare.Producers;

/// <summary>The files that DuckDB reads.</summary>
internal sealed partial class StagedRows
{
    /// <summary>
    /// Paths for a reader that takes every path for a pattern: one that looks like a pattern is reached through a link in a
    /// folder that does not.
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

        /// <summary>All that are read, under each of their names.</summary>
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
