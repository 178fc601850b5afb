using CsCheck;
using DataShare.Consumers;
using DataShare.Jobs;
using DataShare.Schemas;
using Xunit;

namespace DataShare.Tests.Scheduling;

public sealed class ConsumerChangesTests
{
    [Fact]
    public void Finds_added_removed_and_changed_consumers()
    {
        var changes = ConsumerChanges.Between(Catalog(("stays", "1"), ("changes", "1"), ("goes", "1")), Catalog(("stays", "1"), ("changes", "2"), ("comes", "1")));

        Assert.Equal(["comes"], changes.Added.Select(c => c.Name));
        Assert.Equal([("changes", "2")], changes.Changed.Select(c => (c.Name, c.SourceText)));
        Assert.Equal(["goes"], changes.Removed.Select(c => c.Name));
    }

    [Fact]
    public void The_same_text_in_another_file_is_no_change() => Assert.True(ConsumerChanges.Between(
        Catalog(("a", "1")), new ConsumerCatalog([Definition("a", "1") with { SourceFile = "elsewhere.yaml" }])).IsEmpty);

    [Fact]
    public void The_old_consumers_with_the_changes_are_the_new_consumers() =>
        Gen.Select(Some, Some).Sample((before, after) =>
        {
            var changes = ConsumerChanges.Between(Catalog(before), Catalog(after));

            var changed = before.Where(b => !changes.Removed.Concat(changes.Changed).Any(c => c.Name == b.Name))
                .Concat(changes.Wanted.Select(c => (c.Name, Text: c.SourceText)));
            Assert.Equal(after.OrderBy(c => c.Name, StringComparer.Ordinal), changed.OrderBy(c => c.Name, StringComparer.Ordinal));
        });

    [Fact]
    public void A_sentence_is_logged_once_and_again_only_if_it_was_not_true_in_between()
    {
        var told = new Told();

        Assert.Equal(["a", "b"], told.News("x", ["a", "b", "a"]));
        Assert.Equal(["c"], told.News("x", ["a", "c"]));
        Assert.Equal(["b"], told.News("x", ["a", "b"]));
        Assert.Equal(["a"], told.News("y", ["a"]));
    }

    private static Gen<(string Name, string Text)[]> Some => Gen.Select(Gen.Char['a', 'd'], Gen.Char['1', '2'])
        .Array[0, 6].Select(all => all.DistinctBy(c => c.Item1).Select(c => (Name: $"{c.Item1}", Text: $"{c.Item2}")).ToArray());

    private static ConsumerCatalog Catalog(params (string Name, string Text)[] consumers) => new(consumers.Select(c => Definition(c.Name, c.Text)));

    private static ConsumerDefinition Definition(string name, string text) => new()
    {
        Name = name,
        Owner = "me",
        Reads = [new ConsumerRead("orders", DatasetName.Parse("orders"), 1, null, [])],
        Deliver = new DeliveryRules.Files("out"),
        SourceText = text,
    };
}
