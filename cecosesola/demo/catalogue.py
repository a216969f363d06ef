"""Barquisimeto's fairs, Venezuelan produce and dry goods. Costs in bolívares per kilo or unit."""

from decimal import Decimal
from typing import NamedTuple


class Crop(NamedTuple):
    """A produce item: tier, cost a kilo, net kilos in a crate, usual shrinkage (%), share of supply."""

    name: str
    tier: str
    cost: Decimal
    crate_kg: int
    loss: Decimal
    share: int


class Good(NamedTuple):
    """A dry good: aisle, price, most units a sale (None: no limit), how often it is bought."""

    name: str
    aisle: str
    price: Decimal
    limit: int | None
    share: int


BIG_FAIRS = ("Feria del Centro", "Feria del Este", "Feria Ruiz Pineda")
SMALL_FAIRS = (
    "La Carucieña",
    "El Ujano",
    "Los Crepúsculos",
    "Pueblo Nuevo",
    "San Jacinto",
    "El Cují",
    "Tamaca",
    "La Peña",
    "Las Tinajitas",
    "Cerritos Blancos",
    "Barrio Unión",
    "Santa Isabel",
    "El Trompillo",
    "Cabudare",
    "La Piedad",
    "Agua Viva",
    "Quíbor",
    "El Tocuyo",
    "Duaca",
    "Carora",
    "Sanare",
    "Río Claro",
    "Bobare",
    "Sarare",
    "Humocaro",
    "Cubiro",
)
HUB = "Centro de acopio"
ZONES = (
    "Sanare",
    "Quíbor",
    "El Tocuyo",
    "Cubiro",
    "Humocaro",
    "Duaca",
    "Trujillo",
    "Monte Carmelo",
    "Guarico",
    "Bojó",
)

_CROPS = """
Papa|large|62|25|2|14
Tomate|large|58|20|8|11
Cebolla|large|54|25|3|9
Plátano|large|45|22|4|9
Zanahoria|large|42|20|3|8
Yuca|large|34|25|5|7
Auyama|large|30|22|3|6
Pimentón|large|70|12|7|4
Lechuga|large|56|9|12|3
Repollo|large|32|20|4|4
Remolacha|large|36|20|3|3
Batata|large|33|22|4|2
Ocumo|large|40|22|4|2
Ñame|large|41|22|4|2
Apio criollo|large|66|18|4|2
Brócoli|large|75|10|9|2
Coliflor|large|72|12|8|2
Calabacín|large|43|16|5|2
Vainita|large|78|10|7|1
Berenjena|large|41|14|6|1
Pepino|large|38|16|6|2
Ajo porro|large|70|9|6|1
Cambur|mini|28|20|7|6
Lechosa|mini|30|18|9|5
Patilla|mini|22|25|4|5
Melón|mini|33|20|6|4
Piña|mini|36|20|6|3
Naranja|mini|27|22|4|5
Mandarina|mini|32|20|5|2
Limón|mini|38|20|4|1
Parchita|mini|40|18|5|2
Guayaba|mini|35|14|10|2
Mango|mini|24|18|9|2
Aguacate|mini|44|16|7|1
Cilantro|mini|39|5|14|1
Cebollín|mini|37|6|12|1
Perejil|mini|39|5|13|1
Acelga|mini|34|8|12|1
Jojoto|mini|31|14|8|2
Quimbombó|mini|38|10|8|1
"""

_GOODS = """
Harina de maíz 1 kg|Harinas|171|4|18
Arroz 1 kg|Granos|165|4|16
Pasta larga 1 kg|Pastas|180|4|12
Pasta corta 1 kg|Pastas|180||8
Azúcar 1 kg|Azúcar y café|190|2|12
Café molido 250 g|Azúcar y café|415|2|10
Café molido 500 g|Azúcar y café|805|1|5
Aceite 1 l|Aceites|530|2|12
Margarina 500 g|Aceites|320||6
Caraotas negras 1 kg|Granos|290||9
Lentejas 1 kg|Granos|260||6
Arvejas 1 kg|Granos|240||4
Frijol bayo 1 kg|Granos|270||3
Leche en polvo 1 kg|Lácteos|1450|1|6
Queso blanco 1 kg|Lácteos|980||6
Huevos, cartón de 30|Huevos|1150|1|10
Sardina en lata 170 g|Enlatados|145||6
Atún en lata 140 g|Enlatados|260||5
Sal 1 kg|Condimentos|75||5
Salsa de tomate 400 g|Condimentos|210||4
Mayonesa 445 g|Condimentos|390||3
Vinagre 1 l|Condimentos|130||2
Adobo 200 g|Condimentos|160||2
Avena en hojuelas 400 g|Cereales|185||4
Maicena 400 g|Harinas|230||2
Harina de trigo 1 kg|Harinas|195||5
Levadura 125 g|Harinas|150||1
Panela 1 kg|Azúcar y café|210||3
Miel 500 g|De nuestras cooperativas|620||2
Pasta integral 500 g|De nuestras cooperativas|240||3
Granola 400 g|De nuestras cooperativas|410||2
Salsa de guayaba 300 g|De nuestras cooperativas|260||1
Jabón de baño|Aseo|120||6
Jabón de panela|Aseo|95||4
Detergente 1 kg|Aseo|380|2|6
Cloro 1 l|Aseo|110||4
Crema dental|Aseo|240||5
Papel higiénico 4 rollos|Aseo|310|2|7
Champú 400 ml|Aseo|480||2
Toallas sanitarias|Aseo|270||3
Velas, paquete|Hogar|140||2
Fósforos, paquete|Hogar|60||2
Bombillo LED|Hogar|220||1
Galletas de soda|Meriendas|160||5
Galletas dulces|Meriendas|190||4
Jugo de naranja 1 l|Bebidas|280||3
Agua 5 l|Bebidas|150||3
Malta 1,5 l|Bebidas|310||2
"""


def crops() -> list[Crop]:
    rows = (line.split("|") for line in _CROPS.strip().splitlines())
    return [
        Crop(name, tier, Decimal(cost), int(crate), Decimal(loss), int(share))
        for name, tier, cost, crate, loss, share in rows
    ]


def goods() -> list[Good]:
    rows = (line.split("|") for line in _GOODS.strip().splitlines())
    return [
        Good(name, aisle, Decimal(price), int(limit) if limit else None, int(share))
        for name, aisle, price, limit, share in rows
    ]
