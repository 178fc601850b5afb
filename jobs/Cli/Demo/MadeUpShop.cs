using System.Globalization;
using System.Text;

namespace DataShare.Jobs;

/// <summary>A file to drop: dataset, name and content.</summary>
internal sealed record MadeUpFile(string Dataset, string Name, string Content);

/// <summary>
/// An imaginary shop: customers, products and orders, the same on every machine and every day (fixed seed, fixed dates).
/// It has two days of files, with the usual faults of files.
/// </summary>
internal sealed class MadeUpShop
{
    private const string OrderHeader = "order_id,customer_id,product_id,quantity,amount,status,country,email,ordered_at";
    private const int Customers = 300;
    private const int OrdersPerFile = 1_500;

    private static readonly string[] Countries = ["AT", "BE", "CH", "DE", "DK", "ES", "FR", "IT", "NL", "PL", "SE"];
    private static readonly string[] Segments = ["consumer", "consumer", "consumer", "business", "reseller"];
    private static readonly string[] Statuses = ["NEW", "PAID", "PAID", "SHIPPED", "SHIPPED", "SHIPPED", "CANCELLED"];
    private static readonly string[] Coupons = ["", "", "", "", "SPRING10", "WELCOME"];
    private static readonly string[] First = ["Ada", "Bela", "Chiara", "Dario", "Edda", "Finn", "Greta", "Hugo", "Ines", "Jan", "Kaja", "Luis"];
    private static readonly string[] Last = ["Adler", "Bruno", "Costa", "Dubois", "Egger", "Fontana", "Garcia", "Holm", "Iversen", "Jansen", "Kovacs"];
    private static readonly string[] Things = ["Lamp", "Chair", "Table", "Shelf", "Rug", "Mirror", "Clock", "Vase"];
    private static readonly string[] Looks = ["Oak", "Steel", "Linen", "Glass", "Walnut"];

    private readonly Random random = new(20_260_131);
    private readonly (int Id, string Country, string Email)[] customers;
    private readonly (string Id, string Title, string Category, decimal Price)[] products;

    public MadeUpShop()
    {
        customers = [.. Enumerable.Range(1, Customers).Select(id => (id, Any(Countries), $"customer{id}@example.com"))];
        products =
        [
            .. Things.SelectMany((thing, t) => Looks.Select((look, l) => (
                $"P-{(t * 100) + l + 1000}", $"{look} {thing}", t < 4 ? "furniture" : "decoration", 9.9m + random.Next(10, 400)))),
        ];
        var january = Orders(1, new DateTime(2026, 1, 1), withCoupon: false);
        FirstDay =
        [
            new("customers", "customers-1.csv", CustomerFile(customers.Select(c => CustomerRow(c.Id, c.Country, "U")))),
            new("products", "products-monday.csv", ProductFile(products)),
            new("orders", "orders-january.csv", january),
        ];
        SecondDay =
        [
            new("customers", "customers-2.csv", CustomerChanges()),
            new("products", "products-tuesday.csv", ProductFile(Repriced())),
            new("orders", "orders-february.csv", WithBadRows(Orders(1 + OrdersPerFile, new DateTime(2026, 2, 1), withCoupon: true))),
            new("orders", "january-once-more.csv", january),
            new("orders", "orders-march.csv", "order_id;customer_id;product_id;amount\n9001;1;P-1000;12,50\n"),
        ];
    }

    public IReadOnlyList<MadeUpFile> FirstDay { get; }

    public IReadOnlyList<MadeUpFile> SecondDay { get; }

    private string Orders(int firstId, DateTime from, bool withCoupon)
    {
        var text = new StringBuilder(OrderHeader).Append(withCoupon ? ",coupon\n" : "\n");
        for (var id = firstId; id < firstId + OrdersPerFile; id++)
        {
            var customer = Any(customers);
            var product = Any(products);
            var quantity = random.Next(1, 5);
            var at = from.AddSeconds(random.Next(0, 28 * 86_400));
            text.Append(
                CultureInfo.InvariantCulture,
                $"{id},{customer.Id},{product.Id},{quantity},{quantity * product.Price:0.00},{Any(Statuses)},{customer.Country},{customer.Email},{at:yyyy-MM-ddTHH:mm:ss}Z");
            text.Append(withCoupon ? $",{Any(Coupons)}\n" : "\n");
        }

        return text.ToString();
    }

    /// <summary>Six rows, each broken in its own way.</summary>
    private static string WithBadRows(string orders)
    {
        var rows = orders.Split('\n');
        Break(rows, 100, 4, "12;50");
        Break(rows, 200, 5, "LOST");
        Break(rows, 300, 3, "0");
        Break(rows, 400, 0, "");
        Break(rows, 500, 6, "Germany");
        Break(rows, 600, 8, "yesterday");
        return string.Join('\n', rows);
    }

    private static void Break(string[] rows, int row, int column, string value)
    {
        var fields = rows[row].Split(',');
        fields[column] = value;
        rows[row] = string.Join(',', fields);
    }

    private string CustomerRow(int id, string country, string change)
    {
        var since = new DateTime(2015, 1, 1).AddDays(random.Next(0, 4_000));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{id},{Any(First)} {Any(Last)},{country},{Any(Segments)},{since:yyyy-MM-dd},{change}");
    }

    /// <summary>Twenty customers moved, five were deleted, ten are new.</summary>
    private string CustomerChanges() => CustomerFile(
    [
        .. customers.Take(20).Select(c => CustomerRow(c.Id, Any(Countries), "U")),
        .. customers.Skip(40).Take(5).Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Id},,,,,D")),
        .. Enumerable.Range(Customers + 1, 10).Select(id => CustomerRow(id, Any(Countries), "U")),
    ]);

    /// <summary>Three products are cheaper, two were removed, the others did not change.</summary>
    private IEnumerable<(string Id, string Title, string Category, decimal Price)> Repriced() =>
        products.Skip(2).Select((p, i) => i < 3 ? (p.Id, p.Title, p.Category, p.Price - 5m) : p);

    private static string CustomerFile(IEnumerable<string> rows) =>
        "customer_id,name,country,segment,since,change\n" + string.Concat(rows.Select(r => r + "\n"));

    private static string ProductFile(IEnumerable<(string Id, string Title, string Category, decimal Price)> rows) =>
        "product_id,title,category,price,available\n" + string.Concat(rows.Select(p => string.Create(
            CultureInfo.InvariantCulture, $"{p.Id},{p.Title},{p.Category},{p.Price:0.00},true\n")));

    private T Any<T>(T[] values) => values[random.Next(values.Length)];
}
