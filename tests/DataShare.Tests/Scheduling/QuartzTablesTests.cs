using System.Globalization;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using Quartz;
using Xunit;
using WarehouseMigration = DataShare.Warehouse.Migration;

namespace DataShare.Tests.Scheduling;

/// <summary>Compares the migration with the tables that this version of Quartz would make itself.</summary>
public sealed class QuartzTablesTests
{
    private static readonly string[] HistoryTables = ["EXECUTION_HISTORY", "MISFIRE_HISTORY", "JOB_STATUS"];

    [Fact]
    public void The_migration_makes_every_table_and_column_that_Quartz_reads_or_writes()
    {
        var ours = Columns(Ours());

        // Our table stores longer cron expressions than theirs.
        Assert.Equal("nvarchar(1000) not null", ours["CRON_TRIGGERS.CRON_EXPRESSION"]);
        ours["CRON_TRIGGERS.CRON_EXPRESSION"] = "nvarchar(120) not null";
        Assert.Equal(Columns(Theirs()), ours);
    }

    private static string Ours() => WarehouseMigration.Of("sqlserver").Single(m => m.Name == "0002_quartz").Sql;

    private static string Theirs()
    {
        using var script = typeof(IScheduler).Assembly.GetManifestResourceStream("Quartz.Impl.AdoJobStore.Schema.create_sqlServer.sql")!;
        return string.Format(CultureInfo.InvariantCulture, new StreamReader(script).ReadToEnd(), "datashare.QRTZ_", "QRTZ_");
    }

    private static SortedDictionary<string, string> Columns(string sql)
    {
        var script = new TSql150Parser(initialQuotedIdentifiers: true).Parse(new StringReader(sql), out var errors);
        Assert.Empty(errors);
        var tables = new Tables();
        script.Accept(tables);
        return new SortedDictionary<string, string>(tables.Columns, StringComparer.Ordinal);
    }

    private sealed class Tables : TSqlFragmentVisitor
    {
        public Dictionary<string, string> Columns { get; } = new(StringComparer.Ordinal);

        public override void Visit(CreateTableStatement node)
        {
            Assert.Equal("datashare", node.SchemaObjectName.SchemaIdentifier.Value);
            var table = node.SchemaObjectName.BaseIdentifier.Value["QRTZ_".Length..];
            if (HistoryTables.Contains(table))
            {
                return;
            }

            foreach (var column in node.Definition.ColumnDefinitions)
            {
                var isRequired = column.Constraints.OfType<NullableConstraintDefinition>().Any(c => !c.Nullable);
                Columns.Add($"{table}.{column.ColumnIdentifier.Value}", $"{Type(column.DataType)}{(isRequired ? " not" : "")} null");
            }
        }

        private static string Type(DataTypeReference type)
        {
            var sql = (SqlDataTypeReference)type;
            var name = sql.SqlDataTypeOption is SqlDataTypeOption.Numeric ? "decimal" : sql.SqlDataTypeOption.ToString().ToLowerInvariant();
            return sql.Parameters.Count == 0 ? name : $"{name}({string.Join(',', sql.Parameters.Select(p => p.Value.ToLowerInvariant()))})";
        }
    }
}
