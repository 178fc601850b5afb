using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace DataShare.EndToEndTests;

/// <summary>The content of docker-compose.yml.</summary>
internal static class ComposeFile
{
    /// <summary>Each service, with the values of its anchors.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyDictionary<string, object>> Services { get; } = Read();

    private static Dictionary<string, IReadOnlyDictionary<string, object>> Read()
    {
        using var text = File.OpenText(Path.Combine(Repository.Root, "docker-compose.yml"));
        var file = new DeserializerBuilder().Build().Deserialize<Dictionary<string, object>>(new MergingParser(new Parser(text)));
        return ((Dictionary<object, object>)file["services"]).ToDictionary(
            s => (string)s.Key,
            s => (IReadOnlyDictionary<string, object>)((Dictionary<object, object>)s.Value).ToDictionary(p => (string)p.Key, p => p.Value));
    }
}
