"""What is made and bought in the zone: goods with their classes, names in two languages, prices and specifications."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import msgspec


class Trade(msgspec.Struct, frozen=True):
    """What kind of factory a firm is: its chain, its word in a name, how many there are, and what it is certified for."""

    key: str
    chain: str
    word: str
    weight: int
    standards: tuple[str, ...]


class Goods(msgspec.Struct, frozen=True):
    """One kind of goods: class of the Harmonised System, unit, price in yuan, pieces a month, who makes and who buys it.

    The first of its names is the usual one, the others say the same otherwise. `size` is the least and the greatest main
    dimension, its step and the deviation that buyers allow, all in millimetres.
    """

    code: str
    unit: str
    prices: tuple[float, float]
    volume: int
    makers: tuple[str, ...]
    buyers: tuple[str, ...]
    english: tuple[str, ...]
    chinese: tuple[str, ...]
    size: tuple[float, float, float, float] | None = None
    tolerances: tuple[str, ...] = ()
    threads: tuple[str, ...] = ()
    materials: tuple[str, ...] = ()
    voltages: tuple[int, ...] = ()


_CAR, _PLAIN, _POWER = "IATF 16949; ISO 9001; ISO 14001", "ISO 9001; ISO 14001", "ISO 9001; CCC; ISO 14001"
_TRADES: Final = f"""
gearbox  vehicles 变速箱 14 {_CAR}
hub      vehicles 轮毂 12 {_CAR}
harness  vehicles 线束 30 {_CAR}
axle     vehicles 车桥 14 {_CAR}
brake    vehicles 制动 20 {_CAR}
coach    vehicles 客车 6 {_CAR}
seat     vehicles 座椅 12 {_CAR}
forging  vehicles 锻造 38 {_CAR}
casting  vehicles 铸造 38 {_CAR}
machining vehicles 精密机械 80 {_CAR}
fastener vehicles 紧固件 42 {_CAR}
stamping vehicles 冲压件 42 {_CAR}
plastics vehicles 塑料 55 {_CAR}
rubber   vehicles 橡塑 24 {_CAR}
bearing  vehicles 轴承 20 {_CAR}
spring   vehicles 弹簧 15 {_CAR}
mould    vehicles 模具 32 {_PLAIN}
plating  vehicles 表面处理 24 {_PLAIN}
carton   packaging 纸箱 48 ISO 9001; FSC; ISO 14001
foam     packaging 包装材料 24 {_PLAIN}
pallet   packaging 木业包装 24 {_PLAIN}; FSC
label    packaging 印刷 26 ISO 9001; FSC
spinning textiles 纺纱 24 {_PLAIN}; OEKO-TEX 100
weaving  textiles 织造 38 {_PLAIN}; OEKO-TEX 100
dyeing   textiles 印染 20 ISO 14001; OEKO-TEX 100; ISO 9001
garment  textiles 服饰 58 ISO 9001; OEKO-TEX 100
trims    textiles 辅料 26 ISO 9001; OEKO-TEX 100
board    bamboo 竹业 28 FSC; ISO 9001
tableware bamboo 竹制品 34 FSC; HACCP; ISO 9001
furniture bamboo 竹木家具 24 FSC; ISO 9001
breaker  electrical 电气 34 {_POWER}
terminal electrical 端子 30 {_POWER}
contact  electrical 电接触 16 {_POWER}
enclosure electrical 电器箱体 24 {_POWER}
winding  electrical 线圈 16 {_POWER}
"""

# class | unit | price | a month | makers | buyers (`-` for nobody here) | English names | Chinese names | specifications: `d` least..greatest/step±allowed
# deviation in mm, `p` precision in mm, `t` threads, `m` materials, `v` volts.
_LINES: Final = """
481910 | piece | 1.6-6.8 | 40000 | carton | gearbox hub harness garment tableware breaker brake | corrugated shipping carton; packaging box; cardboard outer case | 瓦楞纸箱; 包装箱; 外包装纸盒 | d=200..800/25±4 m=K5K,A5B,A3B,B3B
481920 | piece | 0.4-2.6 | 60000 | carton label | tableware garment terminal trims | folding carton; printed retail box; paperboard sleeve | 彩盒; 折叠纸盒; 卡盒 | d=60..400/20±3 m=C1S-350,SBS-300,E-flute
482110 | piece | 0.02-0.4 | 300000 | label | garment harness breaker tableware carton | self-adhesive label; sticker; printed tag | 不干胶标签; 贴纸; 印刷吊牌 | d=10..150/5±1 m=PET,PVC,art-paper
392321 | piece | 0.05-0.9 | 200000 | foam | garment tableware harness fastener | polyethylene bag; PE pouch; plastic liner | 聚乙烯袋; 胶袋; 塑料内衬 | d=100..900/50±8 m=LDPE,HDPE,CPE
392113 | m2 | 3.0-22 | 20000 | foam | hub gearbox breaker furniture | foam sheet; EPE cushion; shock-proof padding | 珍珠棉; 泡棉板; 防震缓冲垫 | d=5..60/5±1 m=EPE,EVA,PU
441520 | piece | 38-160 | 3000 | pallet | gearbox hub forging casting axle | wooden pallet; export skid; timber tray | 木托盘; 出口卡板; 木栈板 | d=800..1400/50±6 m=pine,plywood,bamboo
441510 | piece | 60-420 | 1200 | pallet | gearbox mould axle enclosure | wooden crate; packing case; plywood chest | 木箱; 包装木箱; 胶合板箱 | d=600..2200/100±10 m=pine,plywood
392010 | kg | 9-18 | 8000 | foam | pallet garment carton furniture | stretch film; pallet wrap; winding foil | 缠绕膜; 拉伸膜; 打包薄膜 | d=300..600/50±3 m=LLDPE,PE
870840 | piece | 1800-7600 | 900 | gearbox | coach axle | manual gearbox; transmission assembly; speed-change unit | 变速箱总成; 手动变速器; 变速机构 | d=280..620/20±2 t=M12x1.75,M14x1.5,M16x2
870870 | piece | 160-780 | 9000 | hub | coach axle | aluminium wheel hub; alloy rim; light-metal wheel | 铝合金轮毂; 轮圈; 轻质车轮 | d=330..560/25.4±1 p=0.05,0.1,0.2 m=A356,6061
854430 | set | 45-680 | 12000 | harness | gearbox coach seat brake | wiring harness; cable loom; ignition wiring set | 汽车线束; 线缆总成; 束线 | d=400..3600/200±15 v=12,24,48 m=PVC,XLPE
870850 | piece | 900-4200 | 1200 | axle | coach | drive axle; rear axle assembly; final drive | 驱动桥; 后桥总成; 车桥 | d=900..2100/100±3 t=M16x1.5,M18x1.5
870830 | set | 60-460 | 9000 | brake | axle coach hub | disc brake caliper; brake assembly; braking unit | 制动钳; 盘式制动器; 刹车总成 | d=240..430/10±1 t=M10x1,M12x1.5
681381 | set | 18-120 | 20000 | brake | axle coach | brake pads; friction lining; asbestos-free shoes | 刹车片; 摩擦片; 制动衬片 | d=80..220/10±0.5
940199 | set | 90-620 | 6000 | seat stamping | coach seat | seat frame; chair skeleton; seat structure | 座椅骨架; 座椅框架; 椅架 | d=380..560/20±2 m=Q235,QSTE420
848340 | piece | 22-420 | 18000 | machining forging | gearbox axle breaker | helical gear; transmission gear wheel; cut pinion | 斜齿轮; 变速齿轮; 传动齿 | d=40..260/10±0.5 p=0.01,0.02,0.05 m=20CrMnTi,40Cr,18CrNiMo7-6
848310 | piece | 35-380 | 14000 | machining forging | gearbox axle breaker | transmission shaft; splined spindle; drive axle journal | 传动轴; 花键轴; 主轴 | d=20..120/5±0.2 p=0.01,0.02,0.03 m=40Cr,45,42CrMo
848210 | piece | 6-180 | 60000 | bearing | gearbox hub axle machining | deep groove ball bearing; radial bearing; antifriction bearing | 深沟球轴承; 滚珠轴承; 向心轴承 | d=10..110/5±0.1 p=0.005,0.01 m=GCr15,440C
848220 | piece | 18-320 | 30000 | bearing | axle hub gearbox | tapered roller bearing; cone bearing; wheel bearing | 圆锥滚子轴承; 锥形轴承; 轮毂轴承 | d=20..140/5±0.1 p=0.005,0.01 m=GCr15,G20CrNi2Mo
848390 | piece | 8-140 | 24000 | machining stamping | gearbox axle | synchroniser ring; gear part; toothed coupling ring | 同步器齿环; 齿圈; 齿轮零件 | d=40..200/10±0.3 p=0.02,0.05 m=brass,CuZn37,20CrMnTi
732619 | piece | 12-220 | 22000 | forging | gearbox axle hub machining brake | forged steel blank; drop forging; hammered workpiece | 锻钢件; 模锻件; 锻坯 | d=40..400/20±2 m=40Cr,42CrMo,45,20CrMnTi
732510 | piece | 9-260 | 16000 | casting | brake axle gearbox enclosure | grey iron casting; cast housing; foundry blank | 灰铸铁件; 铸件壳体; 翻砂毛坯 | d=60..600/20±2 m=HT200,HT250
732599 | piece | 14-300 | 14000 | casting | axle hub brake | ductile iron casting; nodular cast part; SG iron carrier | 球墨铸铁件; 球铁铸件; 桥壳铸件 | d=60..600/20±2 m=QT450-10,QT600-3
761699 | piece | 6-190 | 26000 | casting machining | gearbox enclosure breaker hub | aluminium die casting; pressure-cast part; alloy housing | 铝合金压铸件; 压铸壳体; 铝铸件 | d=30..420/10±0.5 p=0.05,0.1 m=ADC12,A380,A356
731815 | piece | 0.08-3.6 | 500000 | fastener | gearbox hub axle brake seat breaker enclosure | hex bolt; threaded screw; high-tensile fastener | 六角螺栓; 螺丝; 高强度紧固件 | d=10..160/5±0.5 t=M5x0.8,M6x1,M8x1.25,M10x1.5,M12x1.75,M14x1.5 m=SUS304,SUS316,10.9,8.8
731816 | piece | 0.04-1.8 | 600000 | fastener | gearbox hub axle brake seat breaker enclosure | hex nut; lock nut; threaded female fastener | 六角螺母; 防松螺帽; 锁紧螺母 | d=5..30/1±0.2 t=M5x0.8,M6x1,M8x1.25,M10x1.5,M12x1.75,M14x1.5 m=SUS304,8,10
731822 | piece | 0.02-0.6 | 800000 | fastener stamping | gearbox hub breaker enclosure furniture | flat washer; spring washer; steel shim | 平垫圈; 弹簧垫片; 钢垫 | d=5..40/1±0.1 m=SUS304,65Mn,Q235
732690 | piece | 0.4-26 | 90000 | stamping machining | seat enclosure breaker harness brake | stamped bracket; pressed metal part; sheet-steel clip | 冲压支架; 五金冲件; 钣金卡扣 | d=10..320/10±0.3 p=0.05,0.1 m=Q235,SPCC,SUS304,DC01
732020 | piece | 0.1-9 | 200000 | spring | brake seat breaker gearbox | helical spring; compression coil; steel return spring | 压缩弹簧; 螺旋弹簧; 回位簧 | d=4..90/2±0.2 m=65Mn,SUS301,60Si2Mn
401693 | piece | 0.1-8 | 200000 | rubber | gearbox axle brake harness hub | oil seal; O-ring; rubber gasket | 油封; 密封圈; 橡胶垫圈 | d=5..200/5±0.2 m=NBR,FKM,EPDM,VMQ
401699 | piece | 0.6-22 | 60000 | rubber | harness seat enclosure brake | rubber bush; damping block; moulded grommet | 橡胶衬套; 减震块; 护线圈 | d=10..120/5±0.5 m=NR,EPDM,NBR
400932 | m | 3-46 | 20000 | rubber | brake gearbox coach | hydraulic hose; reinforced rubber tube; fuel line | 液压软管; 夹布胶管; 输油管 | d=4..40/2±0.3 m=NBR,EPDM,FKM
392690 | piece | 0.2-16 | 150000 | plastics | harness gearbox seat breaker enclosure | injection-moulded part; plastic housing; polymer cover | 注塑件; 塑料壳体; 塑胶盖 | d=10..320/10±0.3 p=0.05,0.1 m=PA66-GF30,PA6,POM,ABS,PBT-GF30
391990 | m2 | 4-30 | 6000 | foam plastics | harness winding enclosure | adhesive tape; cloth tape; wrapping tape | 胶带; 布基胶带; 线束缠绕带 | d=9..50/3±0.5 m=PET,PVC,cotton
848071 | set | 9000-160000 | 6 | mould | plastics rubber breaker seat | injection mould; plastic tooling; die for polymers | 注塑模具; 塑料模; 塑胶模 | d=200..900/50±5 p=0.01,0.02 m=P20,718H,NAK80
848041 | set | 12000-220000 | 4 | mould | casting forging | die-casting die; metal mould; pressure-casting tooling | 压铸模; 金属模具; 铸造模 | d=300..1200/50±5 p=0.02,0.05 m=H13,8407
820730 | set | 3000-90000 | 8 | mould | stamping seat enclosure | stamping die; press tool; punching set | 冲压模; 五金模具; 级进模 | d=200..1600/100±5 p=0.01,0.02 m=Cr12MoV,SKD11
750890 | m2 | 18-160 | 9000 | plating | fastener stamping hub contact terminal | zinc-nickel plating; electroplating service; coated finish | 锌镍合金电镀; 表面电镀; 镀层加工 | m=Zn-Ni,Zn,Cr3
853890 | piece | 0.3-24 | 120000 | plastics contact stamping | breaker enclosure | breaker part; switchgear component; arc chute | 断路器配件; 开关零件; 灭弧室 | d=8..120/4±0.2 p=0.05,0.1 m=PA66-GF30,BMC,Q235
853620 | piece | 9-88 | 60000 | breaker | enclosure furniture coach | miniature circuit breaker; MCB; automatic cut-out | 小型断路器; 空气开关; 自动断电器 | v=230,400 d=18..72/18±0.5
853521 | piece | 160-1900 | 3000 | breaker | enclosure | moulded case circuit breaker; MCCB; power cut-out | 塑壳断路器; 塑料外壳式断路器; 大电流断路器 | v=400,690,1000 d=75..210/15±1
853690 | piece | 0.1-12 | 400000 | terminal | harness breaker enclosure winding | terminal block; crimp contact; connector lug | 接线端子; 压接端子; 连接片 | v=12,250,400,690 d=2..40/2±0.2 m=brass,T2,CuSn6
853669 | set | 1.2-36 | 90000 | terminal plastics | harness seat coach | waterproof connector; sealed plug; mating socket | 防水接插件; 密封插头; 连接器 | v=12,24,48 d=10..80/5±0.5 m=PA66-GF30,PBT-GF30
853650 | piece | 3-60 | 30000 | breaker | seat coach enclosure | push-button switch; rotary selector; control switch | 按钮开关; 旋钮开关; 控制开关 | v=12,24,230 d=12..40/2±0.3
711590 | piece | 0.6-18 | 120000 | contact | breaker winding | silver contact rivet; electrical contact tip; AgNi point | 银触点; 电触头; 银镍铆钉 | d=2..16/1±0.05 p=0.01,0.02 m=AgNi10,AgSnO2,AgCdO
741980 | piece | 0.5-40 | 70000 | stamping contact | breaker enclosure harness | copper busbar; conductor strip; stamped copper piece | 铜排; 导电片; 紫铜冲件 | d=10..300/10±0.3 m=T2,TU1,H62
853710 | set | 380-6200 | 900 | enclosure | coach mould dyeing furniture | distribution box; low-voltage switchboard; control cabinet | 配电箱; 低压开关柜; 控制柜 | v=230,400 d=300..2000/100±5 m=SPCC,SUS304
850490 | piece | 1.5-48 | 50000 | winding | breaker enclosure coach | trip coil; electromagnet winding; solenoid spool | 脱扣线圈; 电磁绕组; 螺线管 | v=12,24,230,400 d=10..60/5±0.3
853649 | piece | 4-52 | 40000 | winding | harness enclosure coach | relay; contact maker; switching relay | 继电器; 接触元件; 切换继电器 | v=12,24,230 d=15..60/5±0.3
853190 | piece | 0.4-9 | 60000 | plastics stamping | breaker harness | indicator lamp cover; signal lens; light pipe | 指示灯罩; 信号透镜; 导光柱 | d=4..30/2±0.1 m=PC,PMMA
520512 | kg | 22-38 | 30000 | spinning | weaving trims | combed cotton yarn; ring-spun thread; carded single yarn | 精梳棉纱; 环锭纱; 普梳单纱 | m=cotton-32S,cotton-40S,cotton-60S
550953 | kg | 18-30 | 26000 | spinning | weaving trims | polyester cotton blended yarn; TC yarn; mixed staple yarn | 涤棉混纺纱; TC纱; 混纺线 | m=T65C35-32S,T80C20-45S
520852 | m | 7-24 | 90000 | weaving dyeing | garment furniture | printed cotton cloth; plain weave fabric; calico | 印花棉布; 平纹布; 全棉面料 | d=1100..1600/50±10 m=cotton,organic-cotton
540761 | m | 5-19 | 90000 | weaving | garment seat dyeing | polyester woven fabric; taffeta; filament cloth | 涤纶面料; 塔夫绸; 长丝织物 | d=1400..1600/50±10 m=polyester,rPET
600622 | kg | 32-64 | 24000 | weaving | garment dyeing | knitted cotton fabric; jersey; single-sided knit | 棉针织布; 汗布; 单面针织 | d=1500..1900/50±20 m=cotton-180,cotton-220
590320 | m | 22-90 | 14000 | weaving dyeing | seat garment | polyurethane coated fabric; artificial leather; PU cloth | 聚氨酯涂层布; 人造革; PU革 | d=1300..1500/50±10 m=PU-0.8,PU-1.2
960719 | piece | 0.2-3.4 | 300000 | trims | garment furniture | zip fastener; slide fastener; zipper | 拉链; 尼龙拉链; 开尾拉链 | d=100..800/50±3 m=nylon,metal,resin
960621 | piece | 0.02-0.6 | 600000 | trims | garment | plastic button; shirt stud; four-hole button | 塑料纽扣; 衬衫扣; 四眼扣 | d=9..28/1±0.2 m=polyester,urea,nylon
580632 | m | 0.1-2.2 | 400000 | trims | garment seat tableware | woven ribbon; narrow webbing; polyester tape | 织带; 丝带; 涤纶带 | d=6..60/3±0.5 m=polyester,nylon,cotton
560490 | kg | 24-58 | 6000 | trims spinning | garment seat | sewing thread; core-spun stitching yarn; high-tenacity thread | 缝纫线; 包芯线; 高强线 | m=polyester-402,nylon-210D
620342 | piece | 28-96 | 30000 | garment | coach tableware | cotton work trousers; workwear; uniform pants | 工作裤; 工装; 制服裤 | m=cotton,T65C35
610910 | piece | 9-38 | 60000 | garment | gearbox breaker tableware | cotton T-shirt; knitted short-sleeved shirt; staff shirt | 全棉T恤; 短袖衫; 文化衫 | m=cotton-180,cotton-220
441210 | m2 | 46-190 | 12000 | board | furniture coach tableware pallet | laminated bamboo board; bamboo plywood; strand-woven panel | 竹集成材; 竹胶合板; 重竹板 | d=5..40/5±0.5 m=carbonised,natural
441873 | m2 | 88-260 | 8000 | board | furniture | bamboo flooring; parquet plank; floor strip | 竹地板; 拼花地板; 竹木地板 | d=10..20/2±0.3 m=carbonised,natural
441911 | piece | 4-42 | 50000 | tableware | trims furniture | bamboo cutting board; chopping block; kitchen board | 竹砧板; 切菜板; 竹菜板 | d=180..450/20±3 m=carbonised,natural
441912 | piece | 0.05-1.2 | 900000 | tableware | garment carton furniture | bamboo chopsticks; disposable cutlery; eating sticks | 竹筷; 一次性餐具; 筷子 | d=180..270/10±2 m=natural,carbonised
460212 | piece | 6-60 | 16000 | tableware | furniture label | bamboo basket; woven tray; wickerwork hamper | 竹编篮; 编织托盘; 竹筐 | d=150..500/50±8 m=natural,carbonised
940382 | piece | 120-980 | 3000 | furniture | coach enclosure | bamboo chair; cane furniture; bamboo table | 竹椅; 竹家具; 竹桌 | d=380..1200/20±5 m=carbonised,natural
440921 | m | 3-22 | 30000 | board | furniture tableware | bamboo strip; planed slat; profiled lath | 竹条; 刨切竹片; 竹线条 | d=3..30/3±0.3 m=natural,carbonised
830210 | piece | 0.8-16 | 60000 | stamping | furniture enclosure seat | steel hinge; door pivot; concealed hinge | 铰链; 合页; 暗铰 | d=20..120/5±0.5 m=SUS304,SPCC
320890 | kg | 16-68 | 4000 | plating | furniture enclosure tableware hub | polyurethane varnish; wood lacquer; clear coating | 聚氨酯清漆; 木器漆; 罩光漆 | m=PU,UV,water-based
870240 | piece | 180000-620000 | 6 | coach | - | electric minibus; battery coach; zero-emission bus | 电动中巴; 纯电动客车; 新能源巴士 | d=5900..8500/100±20
722830 | kg | 4.2-9.6 | 60000 | - | forging machining fastener bearing axle | alloy steel bar; round bar; heat-treated steel rod | 合金圆钢; 棒材; 调质钢棒 | d=10..160/10±1 m=40Cr,42CrMo,20CrMnTi,GCr15
720916 | kg | 4.4-7.2 | 80000 | - | stamping seat enclosure | cold rolled steel coil; CR sheet; steel strip | 冷轧钢卷; 冷轧板; 带钢 | m=SPCC,DC01,QSTE420
760120 | kg | 18-23 | 40000 | - | casting hub | aluminium alloy ingot; casting alloy; secondary ingot | 铝合金锭; 压铸铝锭; 再生铝 | m=ADC12,A356,A380
390810 | kg | 14-38 | 20000 | - | plastics harness terminal | polyamide granules; nylon compound; PA resin | 尼龙粒子; 聚酰胺料; 改性尼龙 | m=PA66-GF30,PA6,PA66
480419 | kg | 3.2-5.6 | 90000 | - | carton label | kraft liner; containerboard; brown paper reel | 牛皮箱纸板; 面纸; 卷筒原纸 | m=K5K,A5B,A3B
520100 | kg | 14-19 | 60000 | - | spinning | raw cotton; ginned lint; cotton bale | 皮棉; 原棉; 棉包 | m=cotton-upland,cotton-long-staple
140110 | kg | 0.6-1.9 | 120000 | - | board tableware | bamboo culms; raw bamboo poles; moso bamboo | 毛竹; 原竹; 竹竿 | d=80..140/10±10
400510 | kg | 12-46 | 12000 | - | rubber | rubber compound; mixed rubber; masterbatch | 混炼胶; 橡胶胶料; 母炼胶 | m=NBR,FKM,EPDM
722519 | kg | 6-11 | 9000 | - | winding breaker | silicon steel sheet; electrical steel; magnetic lamination | 硅钢片; 电工钢; 矽钢 | m=50W470,35W300
710691 | kg | 5200-7800 | 60 | - | contact | silver ingot; fine silver; unwrought silver | 银锭; 纯银; 白银原料 | m=Ag99.99
740710 | kg | 62-78 | 9000 | - | terminal contact winding | copper bar; oxygen-free copper rod; copper profile | 铜棒; 无氧铜杆; 铜型材 | m=T2,TU1
790111 | kg | 21-26 | 6000 | - | plating casting | zinc ingot; refined zinc; unwrought zinc | 锌锭; 精炼锌; 电解锌 | m=Zn99.995,Zn99.99
854231 | piece | 4-60 | 40000 | - | gearbox harness breaker seat | microcontroller; MCU chip; processor circuit | 单片机; 微控制器芯片; 处理器 | v=3,5
845811 | set | 160000-680000 | 2 | - | machining bearing mould gearbox | CNC lathe; turning centre; numerically controlled lathe | 数控车床; 车削中心; 数控机床 | d=300..1000/100±50 p=0.005,0.01
271019 | kg | 9-26 | 6000 | - | machining gearbox forging spring bearing | gear oil; lubricant; cutting fluid | 齿轮油; 润滑油; 切削液 | m=75W-90,80W-90
320416 | kg | 26-90 | 3000 | - | dyeing | reactive dye; textile dyestuff; colouring agent | 活性染料; 纺织染料; 着色剂 | m=red,blue,black
540233 | kg | 8-14 | 60000 | - | weaving trims | textured polyester yarn; DTY; draw-textured filament | 涤纶加弹丝; 低弹丝; 变形丝 | m=75D,150D
391110 | kg | 12-30 | 5000 | - | foam pallet label rubber | petroleum resin; hot-melt glue; tackifier | 石油树脂; 热熔胶; 粘合剂 | m=C5,C9
"""


def trades() -> tuple[Trade, ...]:
    """The trades of the zone."""
    return tuple(_trades())


def goods() -> tuple[Goods, ...]:
    """All goods of the zone."""
    return tuple(_goods())


def _trades() -> Iterator[Trade]:
    for line in _TRADES.strip().splitlines():
        key, chain, word, weight, standards = line.split(maxsplit=4)
        yield Trade(key, chain, word, int(weight), tuple(standards.split("; ")))


def _goods() -> Iterator[Goods]:
    for line in _LINES.strip().splitlines():
        code, unit, prices, volume, makers, buyers, english, chinese, said = map(str.strip, line.split(" | "))
        low, _, high = prices.partition("-")
        specs = dict(part.split("=", 1) for part in said.split())
        yield Goods(
            code,
            unit,
            (float(low), float(high)),
            int(volume),
            _trades_in(makers),
            _trades_in(buyers),
            tuple(english.split("; ")),
            tuple(chinese.split("; ")),
            _size(specs.get("d", "")),
            _several(specs.get("p", "")),
            _several(specs.get("t", "")),
            _several(specs.get("m", "")),
            tuple(map(int, _several(specs.get("v", "")))),
        )


def _trades_in(words: str) -> tuple[str, ...]:
    """Trades by their keys; a dash is nobody in the zone."""
    return () if words == "-" else tuple(words.split())


def _several(words: str) -> tuple[str, ...]:
    return tuple(words.split(",")) if words else ()


def _size(words: str) -> tuple[float, float, float, float] | None:
    if not words:
        return None
    span, _, allowed = words.partition("±")
    ends, _, step = span.partition("/")
    low, _, high = ends.partition("..")
    return float(low), float(high), float(step), float(allowed)
