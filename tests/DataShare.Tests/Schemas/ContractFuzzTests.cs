using System.Runtime.CompilerServices;
using CsCheck;
using DataShare.Schemas;
using Xunit;

namespace DataShare.Tests.Schemas;

public sealed class ContractFuzzTests
{
    private static readonly string[] Pieces =
    [
        "", " ", "\n", "\t", ":", "- ", "{", "}", "[", "]", "'", "\"", "&a ", "*a", "|", ">", "%", "@", "`", "!", "!!int ", "#", "? ",
        "---\n", "...\n", "<<: ", "~", "null", "\0", "\ud800", "\U0001F600", "\u0085", "\uFEFF", "\\", "\"\\UFFFFFFFF\"", "99999999999999999999", "%YAML 9.9\n---\n",
    ];

    private static string Valid([CallerFilePath] string here = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "schemas", "contracts", "customers", "1.0.0.odcs.yaml"));

    [Fact]
    public void No_mutation_of_a_valid_contract_throws()
    {
        var yaml = Valid();
        var edit = Gen.Select(Gen.Int[0, yaml.Length - 1], Gen.Int[0, 30], Gen.Int[0, Pieces.Length - 1]);
        edit.Array[1, 4].Sample(
            edits =>
            {
                var text = yaml;
                foreach (var (at, length, piece) in edits)
                {
                    var from = Math.Min(at, text.Length);
                    text = text[..from] + Pieces[piece] + text[Math.Min(from + length, text.Length)..];
                }

                AssertAnswers(text);
            },
            iter: 5_000);
    }

    [Fact]
    public void No_text_throws() =>
        Gen.Int[0, Pieces.Length - 1].Array[0, 12].Sample(
            picks => AssertAnswers(string.Concat(picks.Select(p => Pieces[p] + "a"))),
            iter: 5_000);

    /// <summary>The reader returns either a contract or problems, each with a place in the text.</summary>
    private static void AssertAnswers(string text)
    {
        var (contract, problems) = ContractReader.Read(text, "c.yaml");
        Assert.Equal(contract is null, problems.Count > 0);
        Assert.All(problems, p => Assert.True(p.Line >= 1 && p.Column >= 1 && p.Message.Length > 0, p.ToString()));
    }
}
