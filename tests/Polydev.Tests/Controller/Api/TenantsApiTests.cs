using System.Net;

namespace Polydev.Tests.Controller.Api;

/// <summary>Tenants are made, changed, suspended and removed by admins alone.</summary>
public sealed class TenantsApiTests
{
    [Fact]
    public async Task A_tenant_is_made_read_changed_and_removed()
    {
        await using var api = await TestApi.StartAsync();
        var (created, made) = await api.SendAsync(HttpMethod.Post, "/v1/tenants", """{"name":"Acme","limits":{"max_concurrent":3,"daily_spend_usd":1.5}}""");
        Assert.Equal(HttpStatusCode.Created, created);
        var id = made.GetProperty("id").GetString()!;
        Assert.StartsWith("tnt_", id, StringComparison.Ordinal);

        var (_, changed) = await api.SendAsync(HttpMethod.Patch, "/v1/tenants/" + id, """{"limits":{"max_concurrent":null,"max_queued":9}}""");
        Assert.Equal("""{"max_queued":9,"daily_spend_usd":1.5}""", changed.GetProperty("limits").GetRawText());

        Assert.Equal(HttpStatusCode.NoContent, (await api.SendAsync(HttpMethod.Delete, "/v1/tenants/" + id)).Status);
        var (gone, problem) = await api.SendAsync(HttpMethod.Get, "/v1/tenants/" + id);
        Assert.Equal((HttpStatusCode.NotFound, "tenant_not_found"), (gone, problem.GetProperty("code").GetString()));
        Assert.Equal(
            $"There is no tenant with the id '{id}'. GET /v1/tenants ('polydev tenants list') has the ids; a name is no id.", problem.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task All_that_is_wrong_is_said_at_once_and_unknown_fields_by_name()
    {
        await using var api = await TestApi.StartAsync();
        var (status, problem) = await api.SendAsync(
            HttpMethod.Post, "/v1/tenants", """{"id":5,"naem":"x","limits":{"max_concurrent":"many","max_qeued":1}}""");

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_request"), (status, problem.GetProperty("code").GetString()));
        Assert.Equal("id,limits.max_concurrent,limits.max_qeued,naem,name", TestApi.FaultyFields(problem));
        Assert.Equal("tenant_exists", (await api.SendAsync(HttpMethod.Post, "/v1/tenants", """{"id":"default","name":"x"}""")).Body.GetProperty("code").GetString());
        Assert.Equal("invalid_json", (await api.SendAsync(HttpMethod.Post, "/v1/tenants", "{")).Body.GetProperty("code").GetString());
        Assert.Equal("invalid_request", (await api.SendAsync(HttpMethod.Post, "/v1/tenants", "[]")).Body.GetProperty("code").GetString());
        var large = $$"""{"name":"{{new string('x', 70_000)}}"}""";
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await api.SendAsync(HttpMethod.Post, "/v1/tenants", large)).Status);
    }

    [Theory]
    [InlineData("""{"limits":{"max_concurrent":0}}""", "limits.max_concurrent")]
    [InlineData("""{"limits":{"daily_spend_usd":-1}}""", "limits.daily_spend_usd")]
    [InlineData("""{"limits":{"unknown":1}}""", "limits.unknown")]
    [InlineData("""{"limits":[]}""", "limits")]
    [InlineData("""{"name":" "}""", "name")]
    [InlineData("""{"suspended":"yes"}""", "suspended")]
    public async Task A_bad_change_names_its_field(string body, string field)
    {
        await using var api = await TestApi.StartAsync();
        var (status, problem) = await api.SendAsync(HttpMethod.Patch, "/v1/tenants/default", body);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(field, TestApi.FaultyFields(problem));
    }

    [Fact]
    public async Task A_tenants_key_may_not_manage_tenants()
    {
        await using var api = await TestApi.StartAsync();
        var key = await api.MakeTenantAsync("tnt_a");
        var (status, problem) = await api.SendAsync(HttpMethod.Get, "/v1/tenants", key: key);
        Assert.Equal((HttpStatusCode.Forbidden, "admin_required"), (status, problem.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task A_suspended_tenant_is_refused_and_the_default_one_stays()
    {
        await using var api = await TestApi.StartAsync();
        var key = await api.MakeTenantAsync("tnt_a");
        await api.SendAsync(HttpMethod.Patch, "/v1/tenants/tnt_a", """{"suspended":true}""");
        var (status, problem) = await api.SendAsync(HttpMethod.Get, "/v1/keys", key: key);
        Assert.Equal((HttpStatusCode.Forbidden, "tenant_suspended"), (status, problem.GetProperty("code").GetString()));
        Assert.Equal("tenant_protected", (await api.SendAsync(HttpMethod.Delete, "/v1/tenants/default")).Body.GetProperty("code").GetString());
    }
}
