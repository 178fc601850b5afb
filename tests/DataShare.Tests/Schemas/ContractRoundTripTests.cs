using System.Text.Json;
using CsCheck;
using DataShare.Schemas;
using Xunit;

namespace DataShare.Tests.Schemas;

public sealed class ContractRoundTripTests
{
    [Fact]
    public void Any_contract_written_as_yaml_is_read_back_as_it_was() =>
        ContractGen.Contracts.Sample(
            contract =>
            {
                var (read, problems) = ContractReader.Read(ContractYaml.Write(contract), "any.yaml");

                Assert.Empty(problems);
                Assert.Equal(Text(contract), Text(read! with { SourceText = "" }));
            },
            iter: 500);

    /// <summary>Records compare lists by reference, so contracts are compared as text.</summary>
    private static string Text(DataContract contract) => JsonSerializer.Serialize(contract);
}
